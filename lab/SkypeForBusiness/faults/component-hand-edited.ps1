@{
    Name = 'component-hand-edited'
    Title = 'dbo.Component of fe1 was edited by hand: a fourth row'
    Apply = {
        param($Lab, $Option)
        $rows = Copy-LabValue (Get-LabValue $Lab 'fe1.component')
        [void]$rows.Add(@{ Fqdn = 'fe2.domain.local'; Component = 'Fta'; Registered = 1 })
        Set-LabValue $Lab 'fe1.component' $rows
    }
    Expect = [ordered]@{
        'component fe1' = 'fe2 Master 0, fe1 Master 1, fe1 Fta 1, fe2 Fta 1'
    }
}
