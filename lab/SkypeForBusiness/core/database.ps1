# The CMS databases (xds, lis) of one server: made, made anew, taken away.

# Which state a new database begins in is an assumption: Active where the SCP points to it, else Backup.
function New-LabDatabase($Lab, [string]$Short) {
    $fqdn = $Lab.Shared['servers'][$Short]
    $state = 3
    if (($Lab.Shared['scp']['dc1'] -replace '/', '\') -like "$fqdn\*") { $state = 0 }
    if ((Get-LabValue $Lab "$Short.xds.owner") -eq 'RTCUniversalServerAdmins') { Set-LabValue $Lab 'rightsLost' $true }
    Set-LabValue $Lab "$Short.xds" @{ exists = $true; created = $Lab.Shared['now']; owner = 'sa'; CurrentState = $state; documents = $null }
    Set-LabValue $Lab "$Short.component" ([System.Collections.ArrayList]@())
    Clear-LabLis $Lab $Short $true
    Clear-LabConnected $Lab $Short
}

function Remove-LabDatabase($Lab, [string]$Short) {
    Set-LabValue $Lab "$Short.xds" @{ exists = $false; created = $null; owner = 'sa'; CurrentState = $null; documents = $null }
    Set-LabValue $Lab "$Short.component" ([System.Collections.ArrayList]@())
    Clear-LabLis $Lab $Short $false
    Clear-LabConnected $Lab $Short
}

function Clear-LabLis($Lab, [string]$Short, [bool]$Exists) {
    $lis = @{ exists = $Exists; created = $Lab.Shared['now']; published = $true }
    foreach ($table in $script:LabLisTables) { $lis[$table] = 0 }
    Set-LabValue $Lab "$Short.lis" $lis
}

# What everybody read there is gone, and so is replication; the partner's backup copy just stops being fed.
function Clear-LabConnected($Lab, [string]$Short) {
    Set-LabValue $Lab "backup.$Short.CMSMaster" @{ ExportStatus = 'ErrorState'; ImportStatus = 'ErrorState' }
    if ((Get-LabShort $Lab.Shared['connection']['SqlServer']) -ne $Short) { return }
    Set-LabValue $Lab 'topology.active' $null
    Set-LabValue $Lab 'services.published' $false
    Set-LabValue $Lab 'services.centralManagementActive' @()
    Set-LabValue $Lab 'services.pairing' @{}
    Set-LabValue $Lab 'runtime.storeStatus' $null
    Set-LabValue $Lab 'runtime.replicas' $null
}
