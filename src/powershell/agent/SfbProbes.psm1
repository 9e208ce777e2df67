# Reads no product cmdlet gives (sfb-facts 3.24, 3.25). Run on their own server; PowerShell 3 syntax; nothing is written.
# The lab has a module of the same name and signatures; a contract test compares the two.

function Get-SfbScp {
    # The service connection point as one domain controller has it now (sfb-facts 3.24).
    param([Parameter(Mandatory = $true)][string]$DomainController)
    $root = [System.DirectoryServices.DirectoryEntry]"LDAP://$DomainController/RootDSE"
    $configuration = [string]$root.Properties['configurationNamingContext'].Value
    $searcher = [System.DirectoryServices.DirectorySearcher]'(objectClass=msRTCSIP-GlobalTopologySetting)'
    $searcher.SearchRoot = [System.DirectoryServices.DirectoryEntry]"LDAP://$DomainController/CN=RTC Service,CN=Services,$configuration"
    # Settings may live in two containers; every object found is shown, none chosen.
    foreach ($found in $searcher.FindAll()) {
        [pscustomobject]@{
            DomainController = $DomainController
            DistinguishedName = [string]@($found.Properties['distinguishedname'])[0]
            BackEndServer = [string]@($found.Properties['msrtcsip-backendserver'])[0]
        }
    }
}

function Invoke-SfbSqlRead([string]$SqlInstance, [string]$Query) {
    $connection = [System.Data.SqlClient.SqlConnection]"Server=.\$SqlInstance;Database=xds;Integrated Security=SSPI;Connect Timeout=5"
    $connection.Open()
    try {
        $command = $connection.CreateCommand()
        $command.CommandText = $Query
        $reader = $command.ExecuteReader()
        while ($reader.Read()) {
            $row = [ordered]@{}
            for ($i = 0; $i -lt $reader.FieldCount; $i++) { $row[$reader.GetName($i)] = $reader.GetValue($i) }
            [pscustomobject]$row
        }
    } finally { $connection.Dispose() }
}

function Get-SfbXdsState {
    # xds CurrentState of the CMS copy on THIS server: 0 active, 3 backup (sfb-facts 3.25).
    param([Parameter(Mandatory = $true)][ValidatePattern('^[A-Za-z][A-Za-z0-9_]{0,15}$')][string]$SqlInstance)
    Invoke-SfbSqlRead $SqlInstance "SELECT [Name], [Value] FROM [xds].[dbo].[DbConfigInt] WHERE [Name] = 'CurrentState'"
}

function Get-SfbXdsComponent {
    # Which machine is registered as Master and Fta in the CMS copy on THIS server (sfb-facts 3.25). Informational only.
    param([Parameter(Mandatory = $true)][ValidatePattern('^[A-Za-z][A-Za-z0-9_]{0,15}$')][string]$SqlInstance)
    Invoke-SfbSqlRead $SqlInstance 'SELECT [Fqdn], [Component], [Registered] FROM [xds].[dbo].[Component]'
}

Export-ModuleMember -Function Get-SfbScp, Get-SfbXdsState, Get-SfbXdsComponent
