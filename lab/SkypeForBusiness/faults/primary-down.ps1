@{
    Name = 'primary-down'
    Title = 'fe1 does not answer: every call to it fails, and so does what needs its database'
    Apply = { param($Lab) Set-LabValue $Lab 'answers.fe1' $false }
    Heal = { param($Lab) Resume-LabServer $Lab 'fe1' }
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
