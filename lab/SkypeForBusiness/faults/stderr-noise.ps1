@{
    Name = 'stderr-noise'
    Title = 'Every cmdlet also writes to stderr'
    Option = 'on'
    Apply = $null
    Expect = [ordered]@{}
}
