@{
    Name = 'stale-rtclocal'
    Title = 'RTCLOCAL of fe2 was not told: it still names fe2 as the active CMS'
    Apply = { param($Lab, $Option) Set-LabValue $Lab 'fe2.rtclocal.active' @('fe2.domain.local') }
    Expect = [ordered]@{
        'RTCLOCAL fe2' = 'active fe2; next hop fe1; pairing fe2, fe1'
    }
}
