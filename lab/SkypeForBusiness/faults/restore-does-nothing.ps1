@{
    Name = 'restore-does-nothing'
    Title = 'Invoke-CsManagementServerFailover -Restore reports success and changes nothing'
    Apply = $null
    Expect = [ordered]@{}
}
