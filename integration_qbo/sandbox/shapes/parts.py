"""Knows the members of the structures nested in QuickBooks objects."""

MEMBERS = {
    "CompanyAccountingPrefs": """
        UseAccountNumbers:boolean DefaultARAccount:Reference
        DefaultAPAccount:Reference RequiresAccounts:boolean
        TrackDepartments:boolean DepartmentTerminology
        ClassTrackingPerTxn:boolean ClassTrackingPerTxnLine:boolean
        AutoJournalEntryNumber:boolean FirstMonthOfFiscalYear:MonthEnum
        TaxYearMonth:MonthEnum TaxForm BookCloseDate:date OtherContactInfo:any*
        CustomerTerminology
    """,
    "CurrencyPrefs": """
        MultiCurrencyEnabled:boolean HomeCurrency:Reference
    """,
    "CustomField": """
        DefinitionId:id Name Type:CustomFieldTypeEnum StringValue
        BooleanValue:boolean DateValue:date NumberValue:decimal
    """,
    "CustomFieldDefinition": """
        EntityType Name Hidden:boolean Required:boolean AppId
    """,
    "DescriptionLineDetail": """
        ServiceDate:date TaxCodeRef:Reference DescriptionLineDetailEx:any
    """,
    "DiscountLineDetail": """
        DiscountRef:Reference PercentBased:boolean DiscountPercent:decimal
        DiscountAccountRef:Reference ServiceDate:date ClassRef:Reference
        TaxCodeRef:Reference DiscountLineDetailEx:any
    """,
    "DiscountOverride": """
        DiscountRef:Reference PercentBased:boolean DiscountPercent:decimal
        DiscountAccountRef:Reference
    """,
    "EffectiveTaxRate": """
        RateValue:decimal EffectiveDate EndDate EffectiveTaxRateEx:any
    """,
    "EmailAddress": """
        Id:id Address Default:boolean Tag
    """,
    "GroupLineDetail": """
        GroupItemRef:Reference Quantity:decimal UOMRef:any ServiceDate:date
        Line:Line* GroupLineDetailEx:any
    """,
    "ItemComponentLine": """
        ItemRef:Reference Qty:decimal UOMRef:any
    """,
    "ItemGroupDetail": """
        ItemGroupLine:ItemComponentLine*
    """,
    "Line": """
        Id:id LineNum:int Description Amount:decimal Received:decimal
        LinkedTxn:LinkedTxn* DetailType:LineDetailTypeEnum
        PaymentLineDetail:PaymentLineDetail
        DiscountLineDetail:DiscountLineDetail TaxLineDetail:TaxLineDetail
        SalesItemLineDetail:SalesItemLineDetail
        DescriptionLineDetail:DescriptionLineDetail
        ItemBasedExpenseLineDetail:any AccountBasedExpenseLineDetail:any
        ReimburseLineDetail:any DepositLineDetail:any
        PurchaseOrderItemLineDetail:any SalesOrderItemLineDetail:any
        ItemReceiptLineDetail:any JournalEntryLineDetail:any
        GroupLineDetail:GroupLineDetail SubTotalLineDetail:SubTotalLineDetail
        TDSLineDetail:any ItemAdjustmentLineDetail:any CustomField:CustomField*
        LineEx:any ProjectRef:Reference CostAmount:decimal
        HomeCostAmount:decimal CustomExtensions:any*
    """,
    "LinkedTxn": """
        TxnId:id TxnType TxnLineId:id
    """,
    "MarkupInfo": """
        PercentBased:boolean Value:decimal Percent:decimal
        PriceLevelRef:Reference MarkUpIncomeAccountRef:Reference
    """,
    "MemoRef": """
        value id
    """,
    "MetaData": """
        CreateTime LastUpdatedTime CreatedByRef:Reference
        LastModifiedByRef:Reference LastChangedInQB Synchronized:boolean
    """,
    "NameValue": """
        Name Value
    """,
    "OtherPrefs": """
        NameValue:NameValue*
    """,
    "PaymentLineDetail": """
        ItemRef:Reference ServiceDate:date ClassRef:Reference Balance:decimal
        HomeBalance:decimal Discount:DiscountOverride PaymentLineEx:any
    """,
    "PhysicalAddress": """
        Id:id Line1 Line2 Line3 Line4 Line5 City Country CountryCode County
        CountrySubDivisionCode PostalCode PostalCodeSuffix Lat Long Tag Note
    """,
    "ProductAndServicesPrefs": """
        ForSales:boolean ForPurchase:boolean InventoryAndPurchaseOrder:boolean
        QuantityWithPriceAndRate:boolean QuantityOnHand:boolean UOM
        RevenueRecognition:boolean RevenueRecognitionFrequency
    """,
    "Reference": """
        value name type
    """,
    "SalesFormsPrefs": """
        UsingProgressInvoicing:boolean CustomField:any*
        CustomTxnNumbers:boolean DelayedCharges:boolean
        SalesEmailCc:EmailAddress SalesEmailBcc:EmailAddress
        EmailCopyToCompany:boolean AllowDeposit:boolean AllowDiscount:boolean
        DefaultDiscountAccount AllowEstimates:boolean EstimateMessage
        ETransactionEnabledStatus ETransactionAttachPDF:boolean
        ETransactionPaymentEnabled:boolean IPNSupportEnabled:boolean
        InvoiceMessage AllowServiceDate:boolean AllowShipping:boolean
        DefaultShippingAccount DefaultItem:Reference DefaultTerms:Reference
        DefaultDeliveryMethod AutoApplyCredit:boolean AutoApplyPayments:boolean
        PrintItemWithZeroAmount:boolean DefaultShipMethodRef:Reference
        DefaultMarkup:decimal TrackReimbursableExpensesAsIncome:boolean
        UsingSalesOrders:boolean UsingPriceLevels:boolean DefaultFOB
        DefaultCustomerMessage
    """,
    "SalesItemLineDetail": """
        ItemRef:Reference ClassRef:Reference UnitPrice:decimal
        UnitCostPrice:decimal RatePercent:decimal PriceLevelRef:Reference
        MarkupInfo:MarkupInfo Qty:decimal UOMRef:any ItemAccountRef:Reference
        InventorySiteRef:Reference TaxCodeRef:Reference
        TaxClassificationRef:Reference ServiceDate:date TaxInclusiveAmt:decimal
        DiscountRate:decimal DiscountAmt:decimal DeferredRevenue:boolean
        RetainageAmount:decimal SalesItemLineDetailEx:any
    """,
    "SubTotalLineDetail": """
        ItemRef:Reference ServiceDate:date
    """,
    "TaxLineDetail": """
        TaxRateRef:Reference PercentBased:boolean TaxPercent:decimal
        NetAmountTaxable:decimal TaxInclusiveAmount:decimal
        OverrideDeltaAmount:decimal ServiceDate:date TaxLineDetailEx:any
    """,
    "TaxPrefs": """
        UsingSalesTax:boolean PartnerTaxEnabled:boolean
        HideTaxManagement:boolean TaxGroupCodeRef:Reference TaxRateRef:Reference
        PaySalesTax NonTaxableSalesTaxCodeRef:Reference
        TaxableSalesTaxCodeRef:Reference
    """,
    "TaxRateDetail": """
        TaxRateRef:Reference TaxTypeApplicable:TaxTypeApplicablityEnum
        TaxOrder:int TaxOnTaxOrder:int
    """,
    "TaxRateList": """
        TaxRateDetail:TaxRateDetail* originatingGroupId
    """,
    "TelephoneNumber": """
        Id:id DeviceType CountryCode AreaCode ExchangeCode Extension
        FreeFormNumber Default:boolean Tag
    """,
    "TransactionDeliveryInfo": """
        DeliveryType:DeliveryTypeEnum DeliveryTime DeliveryErrorType
    """,
    "TxnTaxDetail": """
        DefaultTaxCodeRef:Reference TxnTaxCodeRef:Reference TotalTax:decimal
        TaxReviewStatus:TaxReviewStatusEnum TaxLine:Line*
        UseAutomatedSalesTax:boolean
    """,
    "WebSiteAddress": """
        Id:id URI Default:boolean Tag
    """,
}
