# sfb-facts 3.3, 6.1.
function Uninstall-CsDatabase {
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess = $true, ConfirmImpact = 'High', DefaultParameterSetName = 'ByCMS')]
    param(
        [Parameter(Mandatory = $true, ParameterSetName = 'ByCMS')][switch]$CentralManagementDatabase,
        [Parameter(Mandatory = $true, ParameterSetName = 'ByDatabase')][string]$DatabaseType, [Parameter(Mandatory = $true)][string]$SqlServerFqdn,
        [string]$SqlInstanceName, [switch]$Detach, [switch]$Force, [string]$Report
    )
    $lab = Open-LabCall $PSCmdlet
    # Only the CMS databases are part of this world.
    if (-not $CentralManagementDatabase) { Write-LabReport $lab $Report 0; return }
    $short = Get-LabShort $SqlServerFqdn
    if ($SqlInstanceName -ne 'rtc' -or -not (Test-LabSqlFrom $lab $short)) {
        Write-LabReport $lab $Report 1
        Stop-LabCmdlet $PSCmdlet "Cannot connect to SQL Server `"$SqlServerFqdn\$SqlInstanceName`". $(Get-LabText $lab 'sqlClosed')" 'SqlException' 'ConnectionError'
    }
    if (-not $PSCmdlet.ShouldProcess("$SqlServerFqdn\$SqlInstanceName", 'Uninstall-CsDatabase')) { return }
    Invoke-LabEffect $lab 0.5 { Remove-LabDatabase $lab $short }
    Write-LabReport $lab $Report 0
}
