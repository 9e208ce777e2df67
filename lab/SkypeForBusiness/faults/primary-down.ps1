@{
    Name = 'primary-down'
    Title = 'fe1 does not answer: every call to it fails, and so does what needs its database'
    Apply = { param($Lab) Set-LabValue $Lab 'answers.fe1' $false }
    # It comes back believing what it believed; if fe2 is active by then, the Backup Service demotes it in ten minutes.
    Heal = {
        param($Lab)
        $states = @('fe1', 'fe2' | ForEach-Object -Process { Get-LabValue $Lab "$_.xds.CurrentState" })
        if ($states[0] -eq 0 -and $states[1] -eq 0) { Add-LabLater $Lab 10 'fe1.xds.CurrentState' 3 }
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
    }
}
