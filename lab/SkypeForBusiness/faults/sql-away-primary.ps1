@{
    Name = 'sql-away-primary'
    Title = 'SQL instance rtc of fe1 is stopped'
    Apply = { param($Lab, $Option) Set-LabValue $Lab 'sql.fe1.rtc' 'Stopped' }
    Expect = [ordered]@{
        'xds fe1' = 'error: SqlException'
        'component fe1' = 'error: SqlException'
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
