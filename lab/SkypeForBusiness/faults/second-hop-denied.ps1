@{
    Name = 'second-hop-denied'
    Title = 'From inside a session on one server the CMS of another refuses the login; its option names it'
    Option = 'fe2'
    Apply = $null
    Expect = [ordered]@{}
}
