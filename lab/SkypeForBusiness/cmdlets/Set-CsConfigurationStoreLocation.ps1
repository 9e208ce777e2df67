# sfb-facts 3.3: the documented cmdlet for the SCP. Without -SkipLookup the instance must be reachable first.
function Set-CsConfigurationStoreLocation {
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess = $true)]
    param(
        [Parameter(Mandatory = $true)][string]$SqlServerFqdn, [string]$SqlInstanceName, [string]$MirrorSqlServerFqdn, [string]$MirrorSqlInstanceName,
        [switch]$SkipLookup, [string]$GlobalSettingsDomainController, [switch]$Force, [string]$Report
    )
    $lab = Open-LabCall $PSCmdlet
    $short = Get-LabShort $SqlServerFqdn
    if (-not $SkipLookup -and -not (Test-LabSqlFrom $lab $short)) {
        Write-LabReport $lab $Report 1
        Stop-LabCmdlet $PSCmdlet "Cannot connect to SQL Server `"$SqlServerFqdn\$SqlInstanceName`". $(Get-LabText $lab 'sqlClosed')" 'SqlException' 'ConnectionError'
    }
    $location = $SqlServerFqdn
    if ($SqlInstanceName -ne '') { $location = "$SqlServerFqdn\$SqlInstanceName" }
    if (-not $PSCmdlet.ShouldProcess($location, 'Set-CsConfigurationStoreLocation')) { return }
    Invoke-LabEffect $lab 0.1 {
        Set-LabScp $lab $location
        if (-not (Test-LabFault $lab 'scp-not-written')) { Set-LabValue $lab 'connection' @{ SqlServer = $SqlServerFqdn.ToLowerInvariant(); SqlInstance = $SqlInstanceName } }
    }
    Write-LabReport $lab $Report 0
}

# SQL Express answers its own server, others only where it was opened (sfb-facts 2).
function Test-LabSqlFrom($Lab, [string]$Short) {
    if (-not (Test-LabSql $Lab $Short 'rtc')) { return $false }
    return $Short -eq $Lab.Me -or $Lab.Shared['sqlOpen'][$Short] -eq $true
}
