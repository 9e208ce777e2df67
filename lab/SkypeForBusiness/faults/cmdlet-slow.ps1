@{
    Name = 'cmdlet-slow'
    Title = 'One cmdlet takes 3 seconds in real time; its option names it'
    Option = 'Get-CsTopology'
    Apply = $null
    Expect = [ordered]@{}
}
