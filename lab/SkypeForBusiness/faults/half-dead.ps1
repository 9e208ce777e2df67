@{
    Name = 'half-dead'
    Title = 'fe1 is half dead: Windows answers, both its SQL instances are gone'
    Apply = { param($Lab, $Option) foreach ($instance in 'rtc', 'rtclocal') { Set-LabValue $Lab "sql.fe1.$instance" 'Stopped' } }
    Expect = [ordered]@{
        'xds fe1' = 'error: SqlException'
        'component fe1' = 'error: SqlException'
        'RTCLOCAL fe1' = 'error: LocalStoreNotFound'
        'pool state RTCLOCAL fe1' = 'error: LocalStoreNotFound'
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
