"""Knows the members QuickBooks accepts on company information and preferences."""

MEMBERS = {
    "CompanyInfo": """
        Id:id SyncToken MetaData:MetaData CustomField:CustomField*
        AttachableRef:any* domain status sparse:boolean CompanyName LegalName
        CompanyAddr:PhysicalAddress CustomerCommunicationAddr:PhysicalAddress
        LegalAddr:PhysicalAddress CompanyEmailAddr:EmailAddress
        CustomerCommunicationEmailAddr:EmailAddress CompanyURL:WebSiteAddress
        PrimaryPhone:TelephoneNumber OtherContactInfo:any* CompanyFileName
        FlavorStratum SampleFile:boolean CompanyUserId CompanyUserAdminEmail
        CompanyStartDate:date EmployerId FiscalYearStartMonth:MonthEnum
        TaxYearStartMonth:MonthEnum QBVersion Country ShipAddr:PhysicalAddress
        OtherAddr:PhysicalAddress* Mobile:TelephoneNumber Fax:TelephoneNumber
        Email:EmailAddress WebAddr:WebSiteAddress LastImportedTime LastSyncTime
        SupportedLanguages DefaultTimeZone MultiByteCharsSupported:boolean
        NameValue:NameValue* FifoCalculationStatus CompanyInfoEx:any
    """,
    "Preferences": """
        Id:id SyncToken MetaData:MetaData CustomField:CustomField*
        AttachableRef:any* domain status sparse:boolean
        AccountingInfoPrefs:CompanyAccountingPrefs AdvancedInventoryPrefs:any
        ProductAndServicesPrefs:ProductAndServicesPrefs
        SalesFormsPrefs:SalesFormsPrefs EmailMessagesPrefs:any
        PrintDocumentPrefs:any VendorAndPurchasesPrefs:any TimeTrackingPrefs:any
        TaxPrefs:TaxPrefs FinanceChargesPrefs:any CurrencyPrefs:CurrencyPrefs
        ReportPrefs:any OtherPrefs:OtherPrefs
    """,
}
