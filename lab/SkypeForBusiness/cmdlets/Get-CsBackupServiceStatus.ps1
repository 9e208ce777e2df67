# sfb-facts 3.6: one direction, a snapshot. Top-level names other than BackupModules are INVENTED (UNVERIFIED).
$script:LabModuleNames = [ordered]@{
    PresenceFocus = 'UserServices.PresenceFocus'; DataConf = 'ConfServices.DataConf'; CMSMaster = 'CentralMgmt.CMSMaster'
    RGSDataStore = 'ApplicationServer.RGSDataStore'; RGSFileStore = 'ApplicationServer.RGSFileStore'
}
$script:LabModuleCategories = @{ CMS = @('CMSMaster'); UserData = @('PresenceFocus', 'DataConf'); RGS = @('RGSDataStore', 'RGSFileStore') }

function Get-CsBackupServiceStatus {
    [CmdletBinding(PositionalBinding = $false)]
    param(
        [Parameter(Mandatory = $true)][string]$PoolFqdn,
        [ValidateSet('CMS', 'UserData', 'RGS')][string]$Category,
        [switch]$Force
    )
    $lab = Open-LabCall $PSCmdlet
    $short = Find-LabPool $lab $PoolFqdn
    if (-not $lab.Shared['answers'][$short]) { Stop-LabCmdlet $PSCmdlet "The Backup Service of pool `"$PoolFqdn`" cannot be reached." 'BackupServiceUnreachable' 'ConnectionError' }
    $kept = $lab.Shared['backup'][$short]
    if ($null -eq $kept) { return }
    $modules = @(foreach ($name in @($script:LabModuleNames.Keys)) {
        if ($null -eq $kept[$name]) { continue }
        if ($Category -ne '' -and $script:LabModuleCategories[$Category] -notcontains $name) { continue }
        [pscustomobject][ordered]@{ Identity = $script:LabModuleNames[$name]; ExportStatus = $kept[$name]['ExportStatus']; ImportStatus = $kept[$name]['ImportStatus'] }
    })
    New-LabObject 'System.Object' ([ordered]@{
        ActiveMachineFqdn = $PoolFqdn
        OverallExportStatus = Get-LabOverall $modules 'ExportStatus' @('ErrorState', 'NonSteadyState', 'SteadyState', 'FinalState')
        OverallImportStatus = Get-LabOverall $modules 'ImportStatus' @('ErrorState', 'NormalState')
        BackupModules = $modules
    })
}

# The worst state any module is in.
function Get-LabOverall($Modules, [string]$Property, [string[]]$WorstFirst) {
    foreach ($state in $WorstFirst) { foreach ($module in $Modules) { if ($module.$Property -eq $state) { return $state } } }
    return 'NotInitialized'
}

# The pool a caller names, or the product's refusal.
function Find-LabPool($Lab, [string]$PoolFqdn) {
    foreach ($pool in $Lab.Shared['pools']) { if ($pool['fqdn'] -eq $PoolFqdn -and -not $pool['edge']) { return Get-LabShort $PoolFqdn } }
    Stop-LabCmdlet $Lab.Cmdlet "Cannot find pool `"$PoolFqdn`" in the topology." 'PoolNotFound' 'ObjectNotFound'
}
