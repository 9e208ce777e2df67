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
