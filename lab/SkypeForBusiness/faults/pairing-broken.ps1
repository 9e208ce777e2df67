@{
    Name = 'pairing-broken'
    Title = 'fe2 names no backup pool'
    Apply = { param($Lab, $Option) Set-LabValue $Lab 'services.pairing.fe2' $null }
    Expect = [ordered]@{
        'pairing' = 'fe2, silent'
    }
}
