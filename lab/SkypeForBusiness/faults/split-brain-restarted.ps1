@{
    Name = 'split-brain-restarted'
    Title = "The seed's night, second stage: REPLICA and FTA were restarted; all replicas False, master and file transfer agent blank"
    Apply = {
        param($Lab)
        Set-LabSplit $Lab
        Set-LabSplitRestarted $Lab
    }
    Expect = [ordered]@{
        'xds fe1' = '0'
        'xds fe2' = '0'
        'SCP dc1' = 'fe1.domain.local/RTC'
        'SCP dc2' = 'fe1.domain.local/RTC'
        'store status' = 'master (blank), fta (blank)'
        'replicas' = 'edge1 False, fe1 False, fe2 False'
        'service active' = 'fe2'
        'backup fe1' = 'PresenceFocus ErrorState/ErrorState, DataConf ErrorState/ErrorState, CMSMaster ErrorState/ErrorState'
        'backup fe2' = 'PresenceFocus ErrorState/ErrorState, DataConf ErrorState/ErrorState, CMSMaster ErrorState/ErrorState'
        'component fe1' = 'fe1 Master 0, fe2 Master 1, fe1 Fta 1'
        'component fe2' = 'fe1 Master 0, fe2 Master 1, fe1 Fta 1'
    }
}
