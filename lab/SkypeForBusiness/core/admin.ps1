# What the lab offers to its own command line and tests; none of this exists in the product.

function Get-SfbLabMarker { return 'LAB' }

function Get-LabProfile {
    foreach ($file in [System.IO.Directory]::GetFiles([System.IO.Path]::Combine($script:LabRoot, 'profiles'), '*.ps1')) {
        [System.IO.Path]::GetFileNameWithoutExtension($file)
    }
}

# Makes a world in a folder, or makes it anew. A folder that holds anything but a lab world is left alone.
function New-LabWorld {
    param(
        [Parameter(Mandatory = $true)][string]$Path,
        [string]$Profile = 'lived-in',
        # The virtual clock starts here; default: this second.
        [Nullable[datetime]]$Now
    )
    $file = [System.IO.Path]::Combine($script:LabRoot, 'profiles', "$Profile.ps1")
    if (@(Get-LabProfile) -notcontains $Profile) { throw "There is no lab profile '$Profile'; choose one of $(@(Get-LabProfile) -join ', ')." }
    if ($null -eq $Now) { $Now = [datetime]::UtcNow }
    if (-not [System.IO.File]::Exists([System.IO.Path]::Combine($Path, 'world.xml')) -and [System.IO.Directory]::Exists($Path) -and
        [System.IO.Directory]::GetFileSystemEntries($Path).Length -gt 0) {
        throw "The folder '$Path' is not empty and holds no lab world; choose another."
    }
    $clock = $Now.ToUniversalTime()
    $clock = $clock.AddTicks(-($clock.Ticks % [timespan]::TicksPerSecond))
    $world = & $file -Now $clock
    $shared = $world.Shared
    $shared['id'] = [System.Guid]::NewGuid().ToString('N')
    $shared['profile'] = $Profile
    $shared['now'] = $clock
    $shared['timeline'] = [System.Collections.ArrayList]@()
    $shared['faults'] = @{}
    $shared['latency'] = @{}
    Clear-LabFolder $Path
    foreach ($name in 'share', 'share2', 'disks') { [void][System.IO.Directory]::CreateDirectory([System.IO.Path]::Combine($Path, $name)) }
    foreach ($short in @($world.Servers.Keys)) {
        [void][System.IO.Directory]::CreateDirectory([System.IO.Path]::Combine($Path, 'disks', $short))
        Write-LabFile ([System.IO.Path]::Combine($Path, "$($shared['servers'][$short]).xml")) $world.Servers[$short]
    }
    foreach ($event in $world.Events) { Add-LabEventLine $Path $shared['servers'][$event['server']] $clock.AddMinutes(-$event['minutes']) $event }
    Write-LabFile ([System.IO.Path]::Combine($Path, 'world.xml')) $shared
}

function Clear-LabFolder([string]$Path) {
    [void][System.IO.Directory]::CreateDirectory($Path)
    foreach ($pattern in '*.xml', 'events-*.log', 'calls.log', 'world.lock', '*.tmp') {
        foreach ($file in [System.IO.Directory]::GetFiles($Path, $pattern)) { [System.IO.File]::Delete($file) }
    }
    foreach ($name in 'share', 'share2', 'disks') {
        $folder = [System.IO.Path]::Combine($Path, $name)
        if ([System.IO.Directory]::Exists($folder)) { [System.IO.Directory]::Delete($folder, $true) }
    }
}

# One field by its path. A table comes out as CLIXML text, so that a test can put back exactly what was there.
function Get-LabField {
    param([Parameter(Mandatory = $true)][string]$World, [Parameter(Mandatory = $true)][string]$Path)
    $value = Get-LabValue (Open-LabWorld $World) $Path
    if ($null -eq $value -or $value -is [string] -or $value -is [ValueType]) { return $value }
    return [System.Management.Automation.PSSerializer]::Serialize($value, 24)
}

# Sets one field and nothing else. -Clear makes it empty ($null), -Xml takes what Get-LabField gave, and a list of
# names is written with commas: 'fe1.domain.local,fe2.domain.local' with -List.
function Set-LabField {
    param(
        [Parameter(Mandatory = $true)][string]$World, [Parameter(Mandatory = $true)][string]$Path,
        $Value, [switch]$Clear, [string]$Xml, [switch]$List
    )
    $new = $Value
    if ($List) { $new = @(([string]$Value).Split(',') | Where-Object -FilterScript { $_ -ne '' }) }
    if ($Xml -ne '') { $new = [System.Management.Automation.PSSerializer]::Deserialize($Xml) }
    if ($Clear) { $new = $null }
    $lab = Open-LabWorld $World
    Edit-LabWorld $lab { Set-LabValue $lab $Path $new }
}

# Moves the virtual clock and applies what falls due on the way.
function Step-LabClock {
    param([Parameter(Mandatory = $true)][string]$World, [Parameter(Mandatory = $true)][double]$Minutes)
    if ($Minutes -lt 0) { throw "The lab clock can't go back by $(-$Minutes) minutes." }
    $lab = Open-LabWorld $World
    Edit-LabWorld $lab { Move-LabClock $lab $Minutes }
    return $lab.Shared['now'].ToString('yyyy-MM-dd HH:mm:ss', [cultureinfo]::InvariantCulture)
}

# A real wait, in milliseconds, before a cmdlet answers; 0 takes it away; '*' is every cmdlet without one of its own.
function Set-LabLatency {
    param([Parameter(Mandatory = $true)][string]$World, [string]$Cmdlet = '*', [Parameter(Mandatory = $true)][int]$Milliseconds)
    $lab = Open-LabWorld $World
    Edit-LabWorld $lab { Set-LabValue $lab "latency.$Cmdlet" $Milliseconds }
}

# The Deployment Wizard, which people run at the console (sfb-facts 3.19). Step 1 fetches the configuration from the CMS
# into RTCLOCAL and joins replication; step 2 installs what the topology asks for.
function Invoke-LabWizard {
    param([Parameter(Mandatory = $true)][string]$World, [Parameter(Mandatory = $true)][string]$Server, [Parameter(Mandatory = $true)][ValidateSet(1, 2)][int]$Step)
    $lab = Open-LabWorld $World
    $short = Get-LabShort $Server
    if ($Step -eq 1 -and (Test-LabFault $lab 'wizard-step-fails')) { throw 'Error returned while installing OcsCore.msi(Feature_LocalMgmtStore), code 1603.' }
    Edit-LabWorld $lab {
        if ($Step -eq 1) {
            if ($null -eq $lab.Shared['topology']['active']) { throw 'The Central Management Store has no topology; step 1 could not retrieve the configuration.' }
            foreach ($part in 'active', 'nextHops', 'pairing') { Set-LabValue $lab "$short.rtclocal.$part" (Copy-LabValue $lab.Shared['topology'][$part]) }
            Set-LabValue $lab "$short.rtclocal.poolState" (Copy-LabValue $lab.Shared['poolState'])
        } elseif (Test-LabFault $lab 'wizard-loses-cu') { Set-LabValue $lab "$short.binaries" '6.0.9319.0' }
        Move-LabClock $lab 5
    }
}

# What opening a new shell does: the session forgets the CMS connection it kept.
function Reset-LabSession { $global:SfbLabSession = $null }
