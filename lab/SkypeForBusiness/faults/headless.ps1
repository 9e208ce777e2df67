@{
    Name = 'headless'
    Title = 'Nobody is active: both databases say Backup, master and file transfer agent are blank'
    Apply = {
        param($Lab)
        Set-LabValue $Lab 'fe1.xds.CurrentState' 3
        Set-LabValue $Lab 'runtime.storeStatus' (New-LabStoreStatus $Lab '')
    }
    Expect = [ordered]@{ 'xds fe1' = '3'; 'store status' = 'master (blank), fta (blank)' }
}
