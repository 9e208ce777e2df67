@{
    Name = 'edge-replica-false'
    Title = 'The Edge replica has been out of date for months'
    Apply = {
        param($Lab, $Option)
        Set-LabValue $Lab 'runtime.replicas.edge1.LastStatusReport' $Lab.Shared['now'].AddDays(-74)
        Set-LabValue $Lab 'runtime.replicas.edge1.UpToDate' $false
    }
    Expect = [ordered]@{
        'replicas' = 'edge1 False, fe1 True, fe2 True'
    }
}
