# sfb-facts 3.17. -ForInstance does not go with -CentralManagementDatabase (the seed's spelling can't be resolved).
function Install-CsDatabase {
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess = $true, ConfirmImpact = 'High', DefaultParameterSetName = 'ByCMS')]
    param(
        [Parameter(Mandatory = $true, ParameterSetName = 'ByCMS')][switch]$CentralManagementDatabase,
        [Parameter(Mandatory = $true, ParameterSetName = 'ByDatabase')]
        [ValidateSet('ActiveMonitoring', 'Application', 'Archiving', 'CentralMgmt', 'Edge', 'Lyss', 'Monitoring', 'PersistentChat', 'PersistentChatCompliance', 'Provision', 'Registrar', 'SigninTelemetry', 'User')][string]$DatabaseType,
        [Parameter(Mandatory = $true, ParameterSetName = 'ByConfigured')][switch]$ConfiguredDatabases,
        [Parameter(Mandatory = $true, ParameterSetName = 'ByLocal')][switch]$LocalDatabases,
        [Parameter(Mandatory = $true, ParameterSetName = 'ByCMS')]
        [Parameter(Mandatory = $true, ParameterSetName = 'ByDatabase')]
        [Parameter(Mandatory = $true, ParameterSetName = 'ByConfigured')][string]$SqlServerFqdn,
        [Parameter(ParameterSetName = 'ByCMS')][Parameter(ParameterSetName = 'ByDatabase')][string]$SqlInstanceName,
        [Parameter(ParameterSetName = 'ByCMS')][switch]$Backup,
        [Parameter(ParameterSetName = 'ByCMS')][Parameter(ParameterSetName = 'ByDatabase')][switch]$Collocated,
        [Parameter(ParameterSetName = 'ByConfigured')][Parameter(ParameterSetName = 'ByLocal')][string]$ForInstance,
        [Parameter(ParameterSetName = 'ByConfigured')][Parameter(ParameterSetName = 'ByLocal')][switch]$ForDefaultInstance,
        [Parameter(ParameterSetName = 'ByConfigured')][switch]$ExcludeCollocatedStores,
        [switch]$Clean, [switch]$Update, [string[]]$DatabasePaths, [hashtable]$DatabasePathMap, [switch]$UseDefaultSqlPaths, [switch]$NoReindex,
        [switch]$SkipPrepareCheck, [string]$GlobalCatalog, [string]$GlobalSettingsDomainController, [switch]$Force, [string]$Report
    )
    $lab = Open-LabCall $PSCmdlet
    if ($Clean -and $Update) { Stop-LabCmdlet $PSCmdlet 'The parameters Clean and Update cannot be used together.' 'CleanAndUpdate' 'InvalidArgument' }
    if ($NoReindex -and -not $Update) { Stop-LabCmdlet $PSCmdlet 'The parameter NoReindex can be used with Update only.' 'NoReindexWithoutUpdate' 'InvalidArgument' }
    # Only the CMS databases are part of this world; the others are there and stay as they are.
    if (-not $CentralManagementDatabase) { Write-LabReport $lab $Report 0; return }
    $short = Get-LabShort $SqlServerFqdn
    if ($SqlInstanceName -ne 'rtc' -or -not (Test-LabSqlFrom $lab $short)) {
        Write-LabReport $lab $Report 1
        Stop-LabCmdlet $PSCmdlet "Cannot connect to SQL Server `"$SqlServerFqdn\$SqlInstanceName`". $(Get-LabText $lab 'sqlClosed')" 'SqlException' 'ConnectionError'
    }
    if (-not $PSCmdlet.ShouldProcess("$SqlServerFqdn\$SqlInstanceName", 'Install-CsDatabase')) { return }
    # Without -Clean an existing database is never overwritten.
    Invoke-LabEffect $lab 1.5 { if ($Clean -or -not (Get-LabServer $lab $short)['xds']['exists']) { New-LabDatabase $lab $short } }
    Write-LabReport $lab $Report 0
}
