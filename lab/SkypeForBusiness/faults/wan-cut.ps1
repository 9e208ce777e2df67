@{
    Name = 'wan-cut'
    Title = 'The line to the primary site is cut: fe1 and dc1 live on and nobody here reaches them'
    Apply = {
        param($Lab, $Option)
        Set-LabValue $Lab 'answers.fe1' $false
        Set-LabValue $Lab 'dcAnswers.dc1' $false
    }
    Heal = {
        param($Lab)
        # fe1 comes back believing what it believed; if fe2 is active by then, the Backup Service demotes it.
        if ((Get-LabValue $Lab 'fe1.xds.CurrentState') -eq 0 -and (Get-LabValue $Lab 'fe2.xds.CurrentState') -eq 0) { Add-LabLater $Lab 10 'fe1.xds.CurrentState' 3 }
    }
    Expect = [ordered]@{
        'xds fe1' = 'error: WinRMOperationTimeout'
        'RTCLOCAL fe1' = 'error: WinRMOperationTimeout'
        'component fe1' = 'error: WinRMOperationTimeout'
        'pool state RTCLOCAL fe1' = 'error: WinRMOperationTimeout'
        'services fe1' = 'error: WinRMOperationTimeout'
        'backup fe1' = 'error: BackupServiceUnreachable'
        'store status' = 'error: CmsConnectionFailed'
        'replicas' = 'error: CmsConnectionFailed'
        'service active' = 'error: CmsConnectionFailed'
        'edge next hop' = 'error: CmsConnectionFailed'
        'topology' = 'error: CmsConnectionFailed'
        'pairing' = 'error: CmsConnectionFailed'
        'pool state' = 'error: CmsConnectionFailed'
        'users' = 'error: CmsConnectionFailed'
        'SCP dc1' = 'error: DirectoryServerUnreachable'
    }
}
