@{
    Name = 'backup-service-error'
    Title = 'The Backup Service of both pools is in ErrorState for one module; its option names it (PresenceFocus, DataConf, CMSMaster)'
    Option = 'CMSMaster'
    Apply = { param($Lab, $Option) foreach ($pool in 'fe1', 'fe2') { Set-LabValue $Lab "backup.$pool.$Option" @{ ExportStatus = 'ErrorState'; ImportStatus = 'ErrorState' } } }
    Expect = [ordered]@{
        'backup fe1' = 'PresenceFocus FinalState/NormalState, DataConf FinalState/NormalState, CMSMaster ErrorState/ErrorState'
        'backup fe2' = 'PresenceFocus FinalState/NormalState, DataConf FinalState/NormalState, CMSMaster ErrorState/ErrorState'
    }
}
