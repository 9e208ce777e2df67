@{
    Name = 'access-denied'
    Title = 'One server refuses the session; its option names it'
    Option = 'fe2'
    Apply = $null
    Expect = [ordered]@{
        'xds fe2' = 'error: AccessDenied'
        'RTCLOCAL fe2' = 'error: AccessDenied'
        'component fe2' = 'error: AccessDenied'
        'pool state RTCLOCAL fe2' = 'error: AccessDenied'
        'services fe2' = 'error: AccessDenied'
    }
}
