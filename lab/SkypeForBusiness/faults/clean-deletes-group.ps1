@{
    Name = 'clean-deletes-group'
    Title = 'RTCUniversalServerAdmins owns the CMS databases: Install-CsDatabase -Clean deletes the group and nobody may change anything any more'
    Apply = { param($Lab, $Option) foreach ($server in 'fe1', 'fe2') { Set-LabValue $Lab "$server.xds.owner" 'RTCUniversalServerAdmins' } }
    Expect = [ordered]@{}
}
