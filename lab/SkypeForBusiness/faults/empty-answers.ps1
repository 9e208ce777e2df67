@{
    Name = 'empty-answers'
    Title = 'Both forms of Get-CsManagementStoreReplicationStatus give no output at all'
    Apply = {
        param($Lab)
        Set-LabValue $Lab 'runtime.storeStatus' $null
        Set-LabValue $Lab 'runtime.replicas' $null
    }
    Expect = [ordered]@{ 'store status' = 'silent'; 'replicas' = 'silent' }
}
