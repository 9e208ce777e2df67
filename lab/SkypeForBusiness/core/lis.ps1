# LIS (E9-1-1) lies in the database of the CMS server and is not replicated to the partner (sfb-facts 0.7).
$script:LabLisTables = @('subnets', 'switches', 'ports', 'waps', 'locations')

function New-LabLisExport($Lab, $Lis) {
    $text = '<LisConfiguration>'
    foreach ($table in $script:LabLisTables) { $text += "<Table Name=`"$table`" Count=`"$($Lis[$table])`"/>" }
    return , (New-LabZip ([ordered]@{ 'LisConfiguration.xml' = "$text</LisConfiguration>" }))
}

function Read-LabLisExport($Lab, [byte[]]$Bytes) {
    $counts = @{}
    foreach ($table in (Read-LabZip $Lab $Bytes 'LisConfiguration.xml').Elements('Table')) { $counts[$table.Attribute('Name').Value] = [int]$table.Attribute('Count').Value }
    return $counts
}

# As many rows as the CMS of this session counts.
function Get-LabLisRows($Lab, [string]$Table, [string]$Key) {
    $lis = (Get-LabServer $Lab (Connect-LabCms $Lab))['lis']
    if (-not $lis['exists']) { Stop-LabCmdlet $Lab.Cmdlet 'Cannot open database "lis" requested by the login. The login failed.' 'SqlException' 'ConnectionError' }
    for ($i = 1; $i -le $lis[$Table]; $i++) { [pscustomobject][ordered]@{ $Key = "$Table $i"; Description = '' } }
}
