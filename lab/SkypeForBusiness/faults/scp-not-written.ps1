@{
    Name = 'scp-not-written'
    Title = 'Trap: a move of the CMS leaves the SCP where it was'
    # Also Set-CsConfigurationStoreLocation and Set-CsManagementServer write nothing while it is on.
    Apply = $null
    Now = {
        Invoke-CsManagementServerFailover -Confirm:$false
        Step-LabClock -World $global:SfbLab.World -Minutes 10 | Out-Null
    }
    Expect = [ordered]@{
        'xds fe1' = '3'
        'xds fe2' = '0'
        'store status' = 'master fe2.domain.local, fta fe2.domain.local'
        'connection' = 'fe2.domain.local'
        'service active' = 'fe2'
        'topology' = 'active fe2; next hop fe1; pairing fe2, fe1'
        'RTCLOCAL fe1' = 'active fe2; next hop fe1; pairing fe2, fe1'
        'RTCLOCAL fe2' = 'active fe2; next hop fe1; pairing fe2, fe1'
        'backup fe1' = 'PresenceFocus FinalState/NormalState, DataConf FinalState/NormalState, CMSMaster NotInitialized/NormalState'
        'backup fe2' = 'PresenceFocus FinalState/NormalState, DataConf FinalState/NormalState, CMSMaster FinalState/NotInitialized'
        'component fe1' = 'fe1 Master 0, fe2 Master 1, fe2 Fta 1'
        'component fe2' = 'fe1 Master 0, fe2 Master 1, fe2 Fta 1'
    }
}
