# sfb-facts 3.21: one record per database, as captured (no InstalledVersion even on success); two warnings when something is wrong.
function Test-CsDatabase {
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess = $true, DefaultParameterSetName = 'ByCMS')]
    param(
        [Parameter(Mandatory = $true, ParameterSetName = 'ByCMS')][switch]$CentralManagementDatabase,
        [Parameter(Mandatory = $true, ParameterSetName = 'ByConfigured')][switch]$ConfiguredDatabases,
        [Parameter(Mandatory = $true, ParameterSetName = 'ByDatabase')][string]$DatabaseType,
        [Parameter(Mandatory = $true, ParameterSetName = 'ByLocal')][switch]$LocalService,
        [Parameter(ParameterSetName = 'ByCMS')]
        [Parameter(Mandatory = $true, ParameterSetName = 'ByConfigured')]
        [Parameter(Mandatory = $true, ParameterSetName = 'ByDatabase')][string]$SqlServerFqdn,
        [Parameter(ParameterSetName = 'ByCMS')][Parameter(ParameterSetName = 'ByDatabase')][string]$SqlInstanceName,
        [string]$Report
    )
    $lab = Open-LabCall $PSCmdlet
    $short = $lab.Me
    if ($SqlServerFqdn -ne '') { $short = Get-LabShort $SqlServerFqdn }
    $reached = Test-LabSqlFrom $lab $short
    $errors = 0
    foreach ($database in @(@{ Key = 'xds'; Value = '10.13.2' }, @{ Key = 'lis'; Value = '3.1.1' })) {
        $found = $reached -and (Get-LabServer $lab $short)[$database.Key]['exists']
        if (-not $found) { $errors++ }
        New-LabObject 'Microsoft.Rtc.SyntheticTransactions.TaskOutput' ([ordered]@{
            SqlServerFqdn = $lab.Shared['servers'][$short]; SqlInstanceName = 'rtc'; MirrorSqlServerFqdn = $null; MirrorSqlInstanceName = $null
            DatabaseName = $database.Key; DataSource = $null; SQLServerVersion = $null; ExpectedVersion = $database.Value; InstalledVersion = $null; Succeed = [bool]$found
        })
    }
    Write-LabReport $lab $Report $errors
}
