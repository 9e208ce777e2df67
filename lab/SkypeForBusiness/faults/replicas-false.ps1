@{
    Name = 'replicas-false'
    Title = 'Every replica is out of date (UpToDate False), with the report it last made'
    Apply = {
        param($Lab)
        foreach ($server in 'fe1', 'fe2', 'edge1') {
            $row = "runtime.replicas.$server"
            Set-LabValue $Lab "$row.LastStatusReport" (Get-LabMoment $Lab (Get-LabValue $Lab "$row.LastStatusReport"))
            Set-LabValue $Lab "$row.UpToDate" $false
        }
    }
    Expect = [ordered]@{ 'replicas' = 'edge1 False, fe1 False, fe2 False' }
}
