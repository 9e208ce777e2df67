# Reads no product cmdlet gives (sfb-facts 2.2, 3.20-3.25). PowerShell 3 syntax; nothing is written anywhere.
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

function Invoke-SfbSqlRead([string]$SqlInstance, [string]$Query, [string]$Database = 'xds', [string]$Server = '.') {
    $connection = [System.Data.SqlClient.SqlConnection]"Server=$Server\$SqlInstance;Database=$Database;Integrated Security=SSPI;Connect Timeout=5"
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

function Get-SfbCmsDatabase {
    # The two databases of the CMS on THIS server, as SQL Server lists them.
    param([Parameter(Mandatory = $true)][ValidatePattern('^[A-Za-z][A-Za-z0-9_]{0,15}$')][string]$SqlInstance)
    Invoke-SfbSqlRead $SqlInstance "SELECT [name] AS [Name], [state_desc] AS [State] FROM sys.databases WHERE [name] IN ('xds', 'lis')" 'master'
}

function Get-SfbSqlRight {
    # Whether this session is sysadmin of the instance on THIS server.
    param([Parameter(Mandatory = $true)][ValidatePattern('^[A-Za-z][A-Za-z0-9_]{0,15}$')][string]$SqlInstance)
    foreach ($row in @(Invoke-SfbSqlRead $SqlInstance "SELECT IS_SRVROLEMEMBER('sysadmin') AS [SysAdmin]" 'master')) {
        [pscustomobject]@{ SysAdmin = $row.SysAdmin -eq 1 }
    }
}

function Get-SfbTokenGroup {
    # The groups in the token of THIS session; a SID nobody can name any more is left out. Rid: 512 are the domain
    # administrators, whose name is localised.
    param()
    foreach ($sid in ([System.Security.Principal.WindowsIdentity]::GetCurrent()).Groups) {
        try { $account = $sid.Translate([System.Security.Principal.NTAccount]).Value } catch { continue }
        [pscustomobject]@{ Name = @($account.Split('\'))[-1]; Rid = @($sid.Value.Split('-'))[-1] }
    }
}

function Get-SfbLocalAdmin {
    # Whether the token of THIS session is an administrator's on the server it is on.
    param()
    $principal = [System.Security.Principal.WindowsPrincipal][System.Security.Principal.WindowsIdentity]::GetCurrent()
    [pscustomobject]@{ LocalAdmin = $principal.IsInRole([System.Security.Principal.WindowsBuiltInRole]'Administrator') }
}

function Get-SfbGroupMember {
    # Computers in a universal group of the forest, nested ones too (1.2.840.113556.1.4.1941 follows nesting).
    param([Parameter(Mandatory = $true)][ValidatePattern('^[A-Za-z][A-Za-z0-9]{0,63}$')][string]$Group)
    $root = [System.DirectoryServices.DirectoryEntry]'LDAP://RootDSE'
    $searcher = [System.DirectoryServices.DirectorySearcher]"(&(objectCategory=group)(sAMAccountName=$Group))"
    $searcher.SearchRoot = [System.DirectoryServices.DirectoryEntry]"GC://$($root.Properties['rootDomainNamingContext'].Value)"
    $found = $searcher.FindOne()
    if ($null -eq $found) { throw "Active Directory has no group $Group." }
    $name = [string]@($found.Properties['distinguishedname'])[0]
    $escaped = $name.Replace('\', '\5c').Replace('*', '\2a').Replace('(', '\28').Replace(')', '\29')
    $searcher.Filter = "(&(objectCategory=computer)(memberOf:1.2.840.113556.1.4.1941:=$escaped))"
    foreach ($one in $searcher.FindAll()) { [pscustomobject]@{ Computer = [string]@($one.Properties['dnshostname'])[0] } }
}

function Get-SfbCertificate {
    # Every certificate with a private key in the computer's store, one row for each name it is found by.
    param()
    $store = [System.Security.Cryptography.X509Certificates.X509Store][System.Security.Cryptography.X509Certificates.StoreLocation]'LocalMachine'
    $store.Open('ReadOnly')
    foreach ($one in $store.Certificates) {
        if (-not $one.HasPrivateKey) { continue }
        $days = [int][System.Math]::Floor(($one.NotAfter - [datetime]::Now).TotalDays)
        $names = @($one.GetNameInfo('DnsName', $false), $one.GetNameInfo('SimpleName', $false))
        if ($names[0] -eq $names[1]) { $names = @($names[0]) }
        foreach ($name in $names) { [pscustomobject]@{ DnsName = [string]$name; Thumbprint = $one.Thumbprint; DaysLeft = $days } }
    }
    $store.Close()
}

function Get-SfbEventLog {
    # The log keeps its Lync name (sfb-facts 3.23). Levels are numbers, because their names are localised.
    param([Parameter(Mandatory = $true)][int]$Minutes)
    $sources = @(foreach ($name in 'Master Replicator Agent', 'File Transfer Agent', 'Replica Replicator Agent', 'Backup') { "@Name='LS $name Service'" }) -join ' or '
    $text = "*[System[Provider[$sources] and TimeCreated[timediff(@SystemTime) <= $($Minutes * 60000)]]]"
    $query = [System.Activator]::CreateInstance([System.Diagnostics.Eventing.Reader.EventLogQuery], [object[]]@('Lync Server', [System.Diagnostics.Eventing.Reader.PathType]'LogName', $text))
    $query.ReverseDirection = $true
    $reader = [System.Diagnostics.Eventing.Reader.EventLogReader]$query
    for ($left = 50; $left -gt 0; $left--) {
        $one = $reader.ReadEvent()
        if ($null -eq $one) { break }
        $words = [string]$one.FormatDescription()
        [pscustomobject]@{ At = $one.TimeCreated.ToUniversalTime(); Source = $one.ProviderName; Id = [int]$one.Id; Level = [int]$one.Level; Text = $words.Substring(0, [System.Math]::Min(300, $words.Length)) }
    }
}

function Get-SfbShare {
    # Free space of a UNC path for this account; .NET's own DriveInfo knows drive letters only.
    param([Parameter(Mandatory = $true)][string]$Share)
    if (-not [System.IO.Directory]::Exists($Share)) { throw [System.IO.DirectoryNotFoundException]"The share $Share cannot be reached or opened." }
    $system = [System.Activator]::CreateInstance([System.Type]::GetTypeFromProgID('Scripting.FileSystemObject'))
    [pscustomobject]@{ FreeBytes = [double]$system.GetDrive($system.GetDriveName($Share)).AvailableSpace }
}

function Get-SfbBackupSet {
    # Folders <share>\<pair>\<UTC time>; a pair without a folder has no set.
    param([Parameter(Mandatory = $true)][string]$Share, [Parameter(Mandatory = $true)][ValidatePattern('^[a-z][a-z0-9-]{0,30}$')][string]$Pair)
    if (-not [System.IO.Directory]::Exists($Share)) { throw [System.IO.DirectoryNotFoundException]"The share $Share cannot be reached or opened." }
    $folder = [System.IO.Path]::Combine($Share, $Pair)
    if (-not [System.IO.Directory]::Exists($folder)) { return }
    foreach ($path in [System.IO.Directory]::GetDirectories($folder)) {
        $name = [System.IO.Path]::GetFileName($path)
        if ($name -notmatch '^\d{4}-\d\d-\d\dT\d{6}Z(-\d+)?$') { continue }
        $made = [datetime]::ParseExact($name.Substring(0, 18), "yyyy-MM-dd'T'HHmmss'Z'", [System.Globalization.CultureInfo]::InvariantCulture)
        $manifest = [System.IO.Path]::Combine($path, 'manifest.json')
        $text = if ([System.IO.File]::Exists($manifest)) { [System.IO.File]::ReadAllText($manifest) } else { '' }
        $sizes = @(([System.IO.DirectoryInfo]$path).GetFiles() | ForEach-Object { "$($_.Name) $($_.Length)" }) -join '|'
        [pscustomobject]@{ Name = $name; Manifest = $text; Sizes = $sizes; Hours = ([datetime]::UtcNow - $made).TotalHours }
    }
}

function Get-SfbPowerShell {
    # The PowerShell of THIS session; before version 5 it names no edition.
    param()
    [pscustomobject]@{ Version = [string]$PSVersionTable.PSVersion; Edition = [string]$PSVersionTable.PSEdition; Language = [string]$ExecutionContext.SessionState.LanguageMode }
}

function Get-SfbSecondHop {
    # Who this session still is one hop further; every hop is tried, whatever the others gave.
    param(
        [Parameter(Mandatory = $true)][string]$DomainController, [Parameter(Mandatory = $true)][string]$Partner,
        [Parameter(Mandatory = $true)][ValidatePattern('^[A-Za-z][A-Za-z0-9_]{0,15}$')][string]$SqlInstance, [Parameter(Mandatory = $true)][string]$Share
    )
    Test-SfbHop 'ad' { @(Get-SfbScp $DomainController).Count }
    Test-SfbHop 'sql' { @(Invoke-SfbSqlRead $SqlInstance 'SELECT SUSER_SNAME() AS [Login]' 'master' $Partner)[0].Login }
    Test-SfbHop 'share' { Assert-SfbShareWritable $Share }
}

function Test-SfbHop([string]$Hop, [scriptblock]$Read) {
    $state = 'ok'
    try { $detail = [string](& $Read) }
    catch {
        $detail = [string]$_.Exception.Message
        $state = 'closed'
        # 18456, 18452: SQL Server refused the login. 0x8007052E, 0x80072020: AD took the session for nobody.
        for ($cause = $_.Exception; $null -ne $cause; $cause = $cause.InnerException) {
            if ($cause -is [System.UnauthorizedAccessException]) { $state = 'denied' }
            if ($cause -is [System.Data.SqlClient.SqlException] -and 18456, 18452 -contains $cause.Number) { $state = 'denied' }
            if ($cause -is [System.Runtime.InteropServices.COMException] -and -2147023570, -2147016672 -contains $cause.ErrorCode) { $state = 'denied' }
        }
    }
    [pscustomobject]@{ Hop = $Hop; State = $state; Detail = $detail }
}

function Assert-SfbShareWritable([string]$Share) {
    # Read from the access list of the folder, since a check writes nothing; the rights of the share itself are not in it.
    $me = [System.Security.Principal.WindowsIdentity]::GetCurrent()
    $mine = @($me.User.Value) + @(foreach ($sid in $me.Groups) { $sid.Value })
    $allowed = $false
    foreach ($rule in ([System.IO.Directory]::GetAccessControl($Share)).GetAccessRules($true, $true, [System.Security.Principal.SecurityIdentifier])) {
        # Create folders, or generic write or all.
        if ($mine -notcontains $rule.IdentityReference.Value -or -not ([int]$rule.FileSystemRights -band 0x50000004)) { continue }
        if ([string]$rule.AccessControlType -eq 'Deny') { throw [System.UnauthorizedAccessException]"Writing to $Share is denied." }
        $allowed = $true
    }
    if (-not $allowed) { throw [System.UnauthorizedAccessException]"Nothing in the access list of $Share lets this account write." }
}

Export-ModuleMember -Function Get-SfbScp, Get-SfbXdsState, Get-SfbXdsComponent, Get-SfbCmsDatabase, Get-SfbSqlRight, Get-SfbTokenGroup,
    Get-SfbLocalAdmin, Get-SfbGroupMember, Get-SfbCertificate, Get-SfbEventLog, Get-SfbShare, Get-SfbBackupSet, Get-SfbPowerShell, Get-SfbSecondHop
