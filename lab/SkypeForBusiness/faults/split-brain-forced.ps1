@{
    Name = 'split-brain-forced'
    Title = "Trap: the forced failover with both servers up ends in the seed's split brain (CMS active on both)"
    # A trap: nothing is changed until the forced form is run while the other server answers.
    Apply = $null
    Now = { Invoke-CsManagementServerFailover -BackupSqlServerFqdn fe2.domain.local -BackupSqlInstanceName RTC -Force -Confirm:$false }
    Expect = [ordered]@{
        'xds fe1' = '0'
        'xds fe2' = '0'
        'SCP dc1' = 'fe1.domain.local/RTC'
        'SCP dc2' = 'fe1.domain.local/RTC'
        'store status' = 'silent'
        'replicas' = 'silent'
        'service active' = 'fe2'
        'backup fe1' = 'PresenceFocus ErrorState/ErrorState, DataConf ErrorState/ErrorState, CMSMaster ErrorState/ErrorState'
        'backup fe2' = 'PresenceFocus ErrorState/ErrorState, DataConf ErrorState/ErrorState, CMSMaster ErrorState/ErrorState'
        'component fe1' = 'fe1 Master 0, fe2 Master 1, fe1 Fta 1'
        'component fe2' = 'fe1 Master 0, fe2 Master 1, fe1 Fta 1'
    }
}
