@{
    Name = 'returning-primary'
    Title = 'fe1 is back after the CMS was moved away from it: it still says Active until the Backup Service demotes it, in 10 minutes'
    Apply = {
        param($Lab, $Option)
        # Moved while it was away: nothing was written on fe1.
        $lag = $Lab.Shared['lag']
        $answers = $Lab.Shared['answers']
        $Lab.Shared['lag'] = @{ scpDc1 = 0; scpDc2 = 0; runtime = 0; replicas = 0; localSource = 0; localTarget = 0; backup = 0; edgeReplica = 0 }
        $Lab.Shared['answers'] = @{ fe1 = $false; fe2 = $true; edge1 = $true; jump = $true }
        Set-LabMoved $Lab 'fe1' 'fe2'
        $Lab.Shared['lag'] = $lag
        $Lab.Shared['answers'] = $answers
        Add-LabDemotion $Lab 'fe1'
    }
    Expect = [ordered]@{
        'xds fe1' = '0'
        'xds fe2' = '0'
        'store status' = 'master fe2.domain.local, fta fe2.domain.local'
        'connection' = 'fe2.domain.local'
        'service active' = 'fe2'
        'topology' = 'active fe2; next hop fe1; pairing fe2, fe1'
        'RTCLOCAL fe1' = 'active fe1; next hop fe1; pairing fe2, fe1'
        'RTCLOCAL fe2' = 'active fe2; next hop fe1; pairing fe2, fe1'
        'backup fe1' = 'PresenceFocus FinalState/NormalState, DataConf FinalState/NormalState, CMSMaster FinalState/NotInitialized'
        'backup fe2' = 'PresenceFocus NonSteadyState/NormalState, DataConf NonSteadyState/NormalState, CMSMaster NonSteadyState/NormalState'
        'component fe1' = 'fe2 Master 0, fe1 Master 1, fe1 Fta 1'
        'component fe2' = 'fe1 Master 0, fe2 Master 1, fe2 Fta 1'
        'SCP dc1' = 'fe2.domain.local\rtc'
        'SCP dc2' = 'fe2.domain.local\rtc'
        'replicas' = 'edge1 True, fe1 False, fe2 True'
    }
}
