"""Knows the members QuickBooks accepts on the name lists."""

MEMBERS = {
    "Item": """
        Id:id SyncToken MetaData:MetaData CustomField:CustomField*
        AttachableRef:any* domain status sparse:boolean Name Sku Description
        Active:boolean SubItem:boolean ParentRef:Reference Level:int
        FullyQualifiedName Taxable:boolean SalesTaxIncluded:boolean
        PercentBased:boolean UnitPrice:decimal RatePercent:decimal
        Type:ItemTypeEnum PaymentMethodRef:Reference UOMSetRef:Reference
        IncomeAccountRef:Reference PurchaseDesc PurchaseTaxIncluded:boolean
        PurchaseCost:decimal ExpenseAccountRef:Reference
        COGSAccountRef:Reference AssetAccountRef:Reference
        PrefVendorRef:Reference AvgCost:decimal TrackQtyOnHand:boolean
        QtyOnHand:decimal QtyOnPurchaseOrder:decimal QtyOnSalesOrder:decimal
        ReorderPoint:decimal ManPartNum DepositToAccountRef:Reference
        SalesTaxCodeRef:Reference PurchaseTaxCodeRef:Reference InvStartDate:date
        BuildPoint:decimal PrintGroupedItems:boolean SpecialItem:boolean
        SpecialItemType ItemGroupDetail:ItemGroupDetail ItemAssemblyDetail:any
        AbatementRate:decimal ReverseChargeRate:decimal ServiceType
        ItemCategoryType ItemEx:any TaxClassificationRef:Reference
        UQCDisplayText UQCId ClassRef:Reference Source DeferredRevenue:boolean
        CustomExtensions:any*
    """,
    "Attachable": """
        Id:id SyncToken MetaData:MetaData CustomField:CustomField*
        AttachableRef:any* domain status sparse:boolean FileName FileAccessUri
        TempDownloadUri Size:int ContentType Category Lat Long PlaceName Note Tag
        ThumbnailFileAccessUri ThumbnailTempDownloadUri AttachableEx:any
    """,
    "Account": """
        Id:id SyncToken MetaData:MetaData CustomField:CustomField*
        AttachableRef:any* domain status sparse:boolean Name SubAccount:boolean
        ParentRef:Reference Description FullyQualifiedName AccountAlias
        TxnLocationType Active:boolean Classification:AccountClassificationEnum
        AccountType:AccountTypeEnum AccountSubType AccountPurposes:Reference*
        AcctNum AcctNumExtn BankNum OpeningBalance:decimal
        OpeningBalanceDate:date CurrentBalance:decimal
        CurrentBalanceWithSubAccounts:decimal CurrencyRef:Reference
        TaxAccount:boolean TaxCodeRef:Reference OnlineBankingEnabled:boolean
        FIName JournalCodeRef:Reference AccountEx:any
    """,
    "TaxCode": """
        Id:id SyncToken MetaData:MetaData CustomField:CustomField*
        AttachableRef:any* domain status sparse:boolean Name Description
        Active:boolean Hidden:boolean Taxable:boolean TaxGroup:boolean
        SalesTaxRateList:TaxRateList PurchaseTaxRateList:TaxRateList
        AdjustmentTaxRateList:TaxRateList TaxCodeEx:any
        TaxCodeConfigType:GTMConfigTypeEnum
    """,
    "TaxRate": """
        Id:id SyncToken MetaData:MetaData CustomField:CustomField*
        AttachableRef:any* domain status sparse:boolean Name Description
        Active:boolean RateValue:decimal AgencyRef:Reference
        TaxReturnLineRef:Reference EffectiveTaxRate:EffectiveTaxRate*
        SpecialTaxType:SpecialTaxTypeEnum DisplayType:TaxRateDisplayTypeEnum
        TaxRateEx:any OriginalTaxRate:Reference
    """,
    "TaxAgency": """
        Id:id SyncToken MetaData:MetaData CustomField:CustomField*
        AttachableRef:any* domain status sparse:boolean IntuitId
        Organization:boolean Title GivenName MiddleName FamilyName Suffix
        FullyQualifiedName CompanyName DisplayName PrintOnCheckName UserId
        Active:boolean V4IDPseudonym PrimaryPhone:TelephoneNumber
        AlternatePhone:TelephoneNumber Mobile:TelephoneNumber
        Fax:TelephoneNumber PrimaryEmailAddr:EmailAddress WebAddr:WebSiteAddress
        OtherContactInfo:any* DefaultTaxCodeRef:Reference ContactName
        AltContactName Notes BillAddr:PhysicalAddress ShipAddr:PhysicalAddress
        OtherAddr:PhysicalAddress* TaxCountry TaxIdentifier
        TaxIdEffectiveDate:date BusinessNumber ParentRef:Reference
        VendorTypeRef:Reference TermRef:Reference PrefillAccountRef:Reference
        Balance:decimal BillRate:decimal OpenBalanceDate:date
        CreditLimit:decimal AcctNum Vendor1099:boolean T4AEligible:boolean
        T5018Eligible:boolean CurrencyRef:Reference TDSEnabled:boolean
        TDSEntityTypeId:int TDSSectionTypeId:int TDSOverrideThreshold:boolean
        TaxReportingBasis APAccountRef:Reference VendorEx:any GSTIN
        GSTRegistrationType IsSubContractor:boolean SubcontractorType CISRate
        HasTPAR:boolean VendorPaymentBankDetail:any Source CostRate:decimal
        AgencyVerificationStatus AgencyVerificationStatusMsg
        AgencyVerificationTSUTC CompanyRegistrationNumber
        SalesTaxCodeRef:Reference SalesTaxCountry SalesTaxReturnRef:Reference
        TaxRegistrationNumber ReportingPeriod TaxTrackedOnPurchases:boolean
        TaxOnPurchasesAccountRef:Reference TaxTrackedOnSales:boolean
        TaxTrackedOnSalesAccountRef:Reference TaxOnTax:boolean LastFileDate:date
        TaxAgencyExt:any TaxAgencyConfig
    """,
    "Term": """
        Id:id SyncToken MetaData:MetaData CustomField:CustomField*
        AttachableRef:any* domain status sparse:boolean Name Active:boolean Type
        DiscountPercent:decimal DueDays:int DiscountDays:int DayOfMonthDue:int
        DueNextMonthDays:int DiscountDayOfMonth:int SalesTermEx:any
    """,
    "Class": """
        Id:id SyncToken MetaData:MetaData CustomField:CustomField*
        AttachableRef:any* domain status sparse:boolean Name SubClass:boolean
        ParentRef:Reference FullyQualifiedName Active:boolean ClassEx:any
    """,
    "Department": """
        Id:id SyncToken MetaData:MetaData CustomField:CustomField*
        AttachableRef:any* domain status sparse:boolean Name
        SubDepartment:boolean ParentRef:Reference FullyQualifiedName
        Active:boolean DepartmentEx:any Address:PhysicalAddress
    """,
    "PaymentMethod": """
        Id:id SyncToken MetaData:MetaData CustomField:CustomField*
        AttachableRef:any* domain status sparse:boolean Name Active:boolean Type
        PaymentMethodEx:any
    """,
    "CompanyCurrency": """
        Id:id SyncToken MetaData:MetaData CustomField:CustomField*
        AttachableRef:any* domain status sparse:boolean Code Name Active:boolean
        CompanyCurrencyEx:any
    """,
}
