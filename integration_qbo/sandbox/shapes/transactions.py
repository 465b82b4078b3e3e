"""Knows the members QuickBooks accepts on sales transactions."""

MEMBERS = {
    "Invoice": """
        DocNumber HomeTotalAmt:decimal TotalAmt:decimal TxnSource
        AllowOnlinePayment:boolean RecurringInfo:any EmailStatus:EmailStatusEnum
        callToAction AutoDocNumber:boolean ECloudStatusTimeStamp TaxFormNum
        TxnDate:date FOB ClassRef:Reference AllowOnlineACHPayment:boolean
        DepositToAccountRef:Reference InvoiceEx:any
        AllowOnlineCreditCardPayment:boolean CurrencyRef:Reference InvoiceLink
        PONumber ShipDate:date PaymentMethodRef:Reference TrackingNum
        TxnTaxDetail:TxnTaxDetail CustomerRef:Reference
        ShipFromAddr:PhysicalAddress BillAddr:PhysicalAddress EInvoiceStatus
        Id:id RecurDataRef:Reference ApplyTaxAfterDiscount:boolean
        DepartmentRef:Reference SalesRepRef:Reference ExchangeRate:decimal
        domain invoiceStatusLog:any* TaxFormType BillEmailBcc:EmailAddress
        LessCIS:decimal CustomerMemo:MemoRef TxnStatus HomeBalance:decimal
        PrintStatus:PrintStatusEnum ConvenienceFeeDetail:any
        DiscountRate:decimal DeliveryInfo:TransactionDeliveryInfo
        FreeFormAddress:boolean AllowIPNPayment:boolean CustomField:CustomField*
        PaymentDetailsMessage TransactionLocationType MetaData:MetaData
        LinkedTxn:LinkedTxn* status RemitToRef:Reference PrivateNote
        ShipMethodRef:Reference PaymentRefNum Tag:any* TxnApprovalInfo:any
        SyncToken AttachableRef:any* sparse:boolean TxnSubType Line:Line*
        ProjectRef:Reference TotalCostAmount:decimal HomeTotalCostAmount:decimal
        ShipAddr:PhysicalAddress SalesTermRef:Reference DueDate:date
        GlobalTaxCalculation:GlobalTaxCalculationEnum
        ShippingTaxIncludedInTotalTax:boolean TemplateRef:Reference
        BillEmail:EmailAddress BillEmailCc:EmailAddress ARAccountRef:Reference
        Balance:decimal FinanceCharge:boolean PaymentType:PaymentTypeEnum
        CheckPayment:any CreditCardPayment:any DiscountAmt:decimal
        GovtTxnRefIdentifier TaxExemptionRef:Reference Deposit:decimal
        AllowOnlinePayPalPayment:boolean AllowOnlineAffirmPayment:boolean
        CfdiUse:int Exportation GlobalInfo:any invoiceStatus
        EnabledSurchargeInfo:any InvoiceLinkSecurityCode
        InvoiceLinkExpiryDate:date AutoPayEligible:boolean
        SchedulePayEligible:boolean ScheduledPaymentId GratuityEnabled:boolean
        FinancingProductType SubscriptionPaymentsSetting TxnRetainageDetail:any
    """,
    "CreditMemo": """
        Id:id SyncToken MetaData:MetaData CustomField:CustomField*
        AttachableRef:any* domain status sparse:boolean DocNumber TxnDate:date
        TxnSubType DepartmentRef:Reference CurrencyRef:Reference
        ExchangeRate:decimal PrivateNote TxnStatus LinkedTxn:LinkedTxn*
        Line:Line* TxnTaxDetail:TxnTaxDetail TxnSource TaxFormType TaxFormNum
        TransactionLocationType Tag:any* TxnApprovalInfo:any
        RecurDataRef:Reference RecurringInfo:any ProjectRef:Reference
        TotalCostAmount:decimal HomeTotalCostAmount:decimal
        AutoDocNumber:boolean CustomerRef:Reference CustomerMemo:MemoRef
        BillAddr:PhysicalAddress ShipAddr:PhysicalAddress
        FreeFormAddress:boolean ShipFromAddr:PhysicalAddress
        RemitToRef:Reference ClassRef:Reference SalesTermRef:Reference
        DueDate:date SalesRepRef:Reference PONumber FOB ShipMethodRef:Reference
        ShipDate:date TrackingNum GlobalTaxCalculation:GlobalTaxCalculationEnum
        TotalAmt:decimal HomeTotalAmt:decimal ApplyTaxAfterDiscount:boolean
        ShippingTaxIncludedInTotalTax:boolean TemplateRef:Reference
        PrintStatus:PrintStatusEnum EmailStatus:EmailStatusEnum
        BillEmail:EmailAddress BillEmailCc:EmailAddress
        BillEmailBcc:EmailAddress ARAccountRef:Reference Balance:decimal
        HomeBalance:decimal FinanceCharge:boolean PaymentMethodRef:Reference
        PaymentRefNum PaymentType:PaymentTypeEnum CheckPayment:any
        CreditCardPayment:any DepositToAccountRef:Reference
        DeliveryInfo:TransactionDeliveryInfo DiscountRate:decimal
        DiscountAmt:decimal GovtTxnRefIdentifier TaxExemptionRef:Reference
        RemainingCredit:decimal InvoiceRef:Reference CreditMemoEx:any
    """,
    "Payment": """
        Id:id SyncToken MetaData:MetaData CustomField:CustomField*
        AttachableRef:any* domain status sparse:boolean DocNumber TxnDate:date
        TxnSubType DepartmentRef:Reference CurrencyRef:Reference
        ExchangeRate:decimal PrivateNote TxnStatus LinkedTxn:LinkedTxn*
        Line:Line* TxnTaxDetail:TxnTaxDetail TxnSource TaxFormType TaxFormNum
        TransactionLocationType Tag:any* TxnApprovalInfo:any
        RecurDataRef:Reference RecurringInfo:any ProjectRef:Reference
        TotalCostAmount:decimal HomeTotalCostAmount:decimal
        CustomerRef:Reference RemitToRef:Reference ARAccountRef:Reference
        DepositToAccountRef:Reference PaymentMethodRef:Reference PaymentRefNum
        PaymentType:PaymentTypeEnum CheckPayment:any CreditCardPayment:any
        TotalAmt:decimal UnappliedAmt:decimal ProcessPayment:boolean
        PaymentExtendedType PaymentEx:any
    """,
    "SalesReceipt": """
        Id:id SyncToken MetaData:MetaData CustomField:CustomField*
        AttachableRef:any* domain status sparse:boolean DocNumber TxnDate:date
        TxnSubType DepartmentRef:Reference CurrencyRef:Reference
        ExchangeRate:decimal PrivateNote TxnStatus LinkedTxn:LinkedTxn*
        Line:Line* TxnTaxDetail:TxnTaxDetail TxnSource TaxFormType TaxFormNum
        TransactionLocationType Tag:any* TxnApprovalInfo:any
        RecurDataRef:Reference RecurringInfo:any ProjectRef:Reference
        TotalCostAmount:decimal HomeTotalCostAmount:decimal
        AutoDocNumber:boolean CustomerRef:Reference CustomerMemo:MemoRef
        BillAddr:PhysicalAddress ShipAddr:PhysicalAddress
        FreeFormAddress:boolean ShipFromAddr:PhysicalAddress
        RemitToRef:Reference ClassRef:Reference SalesTermRef:Reference
        DueDate:date SalesRepRef:Reference PONumber FOB ShipMethodRef:Reference
        ShipDate:date TrackingNum GlobalTaxCalculation:GlobalTaxCalculationEnum
        TotalAmt:decimal HomeTotalAmt:decimal ApplyTaxAfterDiscount:boolean
        ShippingTaxIncludedInTotalTax:boolean TemplateRef:Reference
        PrintStatus:PrintStatusEnum EmailStatus:EmailStatusEnum
        BillEmail:EmailAddress BillEmailCc:EmailAddress
        BillEmailBcc:EmailAddress ARAccountRef:Reference Balance:decimal
        HomeBalance:decimal FinanceCharge:boolean PaymentMethodRef:Reference
        PaymentRefNum PaymentType:PaymentTypeEnum CheckPayment:any
        CreditCardPayment:any DepositToAccountRef:Reference
        DeliveryInfo:TransactionDeliveryInfo DiscountRate:decimal
        DiscountAmt:decimal GovtTxnRefIdentifier TaxExemptionRef:Reference
        SalesReceiptEx:any LessCIS:decimal
    """,
    "Estimate": """
        Id:id SyncToken MetaData:MetaData CustomField:CustomField*
        AttachableRef:any* domain status sparse:boolean DocNumber TxnDate:date
        TxnSubType DepartmentRef:Reference CurrencyRef:Reference
        ExchangeRate:decimal PrivateNote TxnStatus LinkedTxn:LinkedTxn*
        Line:Line* TxnTaxDetail:TxnTaxDetail TxnSource TaxFormType TaxFormNum
        TransactionLocationType Tag:any* TxnApprovalInfo:any
        RecurDataRef:Reference RecurringInfo:any ProjectRef:Reference
        TotalCostAmount:decimal HomeTotalCostAmount:decimal
        AutoDocNumber:boolean CustomerRef:Reference CustomerMemo:MemoRef
        BillAddr:PhysicalAddress ShipAddr:PhysicalAddress
        FreeFormAddress:boolean ShipFromAddr:PhysicalAddress
        RemitToRef:Reference ClassRef:Reference SalesTermRef:Reference
        DueDate:date SalesRepRef:Reference PONumber FOB ShipMethodRef:Reference
        ShipDate:date TrackingNum GlobalTaxCalculation:GlobalTaxCalculationEnum
        TotalAmt:decimal HomeTotalAmt:decimal ApplyTaxAfterDiscount:boolean
        ShippingTaxIncludedInTotalTax:boolean TemplateRef:Reference
        PrintStatus:PrintStatusEnum EmailStatus:EmailStatusEnum
        BillEmail:EmailAddress BillEmailCc:EmailAddress
        BillEmailBcc:EmailAddress ARAccountRef:Reference Balance:decimal
        HomeBalance:decimal FinanceCharge:boolean PaymentMethodRef:Reference
        PaymentRefNum PaymentType:PaymentTypeEnum CheckPayment:any
        CreditCardPayment:any DepositToAccountRef:Reference
        DeliveryInfo:TransactionDeliveryInfo DiscountRate:decimal
        DiscountAmt:decimal GovtTxnRefIdentifier TaxExemptionRef:Reference
        ExpirationDate:date AcceptedBy AcceptedDate:date EstimateEx:any
    """,
}
