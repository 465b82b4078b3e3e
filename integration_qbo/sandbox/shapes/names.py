"""Knows the members QuickBooks accepts on customers, vendors and employees."""

MEMBERS = {
    "Customer": """
        Id:id SyncToken MetaData:MetaData CustomField:CustomField*
        AttachableRef:any* domain status sparse:boolean IntuitId
        Organization:boolean Title GivenName MiddleName FamilyName Suffix
        FullyQualifiedName CompanyName DisplayName PrintOnCheckName UserId
        Active:boolean V4IDPseudonym PrimaryPhone:TelephoneNumber
        AlternatePhone:TelephoneNumber Mobile:TelephoneNumber
        Fax:TelephoneNumber PrimaryEmailAddr:EmailAddress WebAddr:WebSiteAddress
        OtherContactInfo:any* DefaultTaxCodeRef:Reference Taxable:boolean
        BillAddr:PhysicalAddress ShipAddr:PhysicalAddress
        OtherAddr:PhysicalAddress* ContactName AltContactName Notes Job:boolean
        BillWithParent:boolean RootCustomerRef:Reference ParentRef:Reference
        Level:int CustomerTypeRef:Reference SalesTermRef:Reference
        SalesRepRef:Reference TaxGroupCodeRef:Reference TaxRateRef:Reference
        PaymentMethodRef:Reference CCDetail:any PriceLevelRef:Reference
        Balance:decimal OpenBalanceDate:date BalanceWithJobs:decimal
        CreditLimit:decimal AcctNum CurrencyRef:Reference OverDueBalance:decimal
        TotalRevenue:decimal TotalExpense:decimal PreferredDeliveryMethod
        ResaleNum JobInfo:any TDSEnabled:boolean CustomerEx:any
        SecondaryTaxIdentifier ARAccountRef:Reference PrimaryTaxIdentifier
        TaxExemptionReasonId IsProject:boolean BusinessNumber GSTIN
        GSTRegistrationType IsCISContractor:boolean ClientCompanyId
        ClientEntityId Source TaxRegime
    """,
    "Vendor": """
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
    """,
    "Employee": """
        Id:id SyncToken MetaData:MetaData CustomField:CustomField*
        AttachableRef:any* domain status sparse:boolean IntuitId
        Organization:boolean Title GivenName MiddleName FamilyName Suffix
        FullyQualifiedName CompanyName DisplayName PrintOnCheckName UserId
        Active:boolean V4IDPseudonym PrimaryPhone:TelephoneNumber
        AlternatePhone:TelephoneNumber Mobile:TelephoneNumber
        Fax:TelephoneNumber PrimaryEmailAddr:EmailAddress WebAddr:WebSiteAddress
        OtherContactInfo:any* DefaultTaxCodeRef:Reference EmployeeType
        EmployeeNumber SSN PrimaryAddr:PhysicalAddress
        OtherAddr:PhysicalAddress* BillableTime:boolean BillRate:decimal
        BirthDate:date Gender HiredDate:date ReleasedDate:date UseTimeEntry
        EmployeeEx:any CostRate:decimal Notes
    """,
}
