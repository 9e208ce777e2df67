@{
    Name = 'cmdlet-dies'
    Title = 'The PowerShell process dies in one cmdlet; its option names it (a change: before its effect, or after it with "Name:after")'
    Option = 'Get-CsManagementConnection'
    Apply = $null
    Expect = [ordered]@{}
}
