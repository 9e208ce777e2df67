# Fields of the world by path. 'fe1.xds.CurrentState' lies in the file of that server, 'scp.dc1' in world.xml.
# Servers and pools are keyed by their first label, because a path is split at the dots.

function Get-LabShort([string]$Fqdn) { return $Fqdn.Split('.')[0].ToLowerInvariant() }

# The other front end of the pair.
function Get-LabOther([string]$Short) {
    if ($Short -eq 'fe1') { return 'fe2' }
    return 'fe1'
}

function Open-LabWorld([string]$Folder) {
    $path = [System.IO.Path]::Combine($Folder, 'world.xml')
    if (-not [System.IO.File]::Exists($path)) { throw "There is no lab world in '$Folder'; make one with New-LabWorld -Path '$Folder'." }
    return @{ Path = $Folder; Shared = (Read-LabFile $path); Servers = @{}; Dirty = @{}; Before = $null; Locked = $false; Recorder = $null; Server = ''; Me = ''; Cmdlet = $null }
}

function Get-LabServerFile($Lab, [string]$Short) {
    $fqdn = $Lab.Shared['servers'][$Short]
    if ($null -eq $fqdn) { throw "The lab world has no server '$Short'; it has $(@($Lab.Shared['servers'].Keys) -join ', ')." }
    return [System.IO.Path]::Combine($Lab.Path, "$fqdn.xml")
}

function Get-LabServer($Lab, [string]$Short) {
    if (-not $Lab.Servers.ContainsKey($Short)) { $Lab.Servers[$Short] = Read-LabFile (Get-LabServerFile $Lab $Short) }
    return $Lab.Servers[$Short]
}

# Walks to the table that holds the last key of a path.
function Resolve-LabPath($Lab, [string]$Path) {
    $keys = $Path.Split('.')
    $first = 0
    $table = $Lab.Shared
    $file = ''
    if ($Lab.Shared['servers'].ContainsKey($keys[0])) {
        $file = $keys[0]
        $table = Get-LabServer $Lab $file
        $first = 1
    }
    for ($i = $first; $i -lt $keys.Length - 1; $i++) {
        $table = $table[$keys[$i]]
        if ($table -isnot [System.Collections.IDictionary]) { throw "The lab world has no field '$Path': '$($keys[$i])' holds no fields." }
    }
    return @{ Table = $table; Key = $keys[$keys.Length - 1]; File = $file }
}

function Get-LabValue($Lab, [string]$Path) {
    $place = Resolve-LabPath $Lab $Path
    return , $place.Table[$place.Key]
}

# Only inside Edit-LabWorld. A recorder (a fault's name) keeps what was there before, for its heal.
function Set-LabValue($Lab, [string]$Path, $Value) {
    if (-not $Lab.Locked) { throw "The field '$Path' may only be set under the lock of the world." }
    $place = Resolve-LabPath $Lab $Path
    if ($null -ne $Lab.Recorder) { Add-LabBefore $Lab $Path $place }
    $place.Table[$place.Key] = $Value
    $Lab.Dirty[$place.File] = $true
}

function Add-LabBefore($Lab, [string]$Path, $Place) {
    $records = (Get-LabBefore $Lab)[$Lab.Recorder]
    foreach ($one in $records) { if ($one['path'] -eq $Path) { return } }
    [void]$records.Add(@{ path = $Path; existed = $Place.Table.Contains($Place.Key); value = (Copy-LabValue $Place.Table[$Place.Key]) })
}

# What each fault found, by its name; in a file of its own, because reads never need it.
function Get-LabBefore($Lab) {
    if ($null -eq $Lab.Before) {
        $file = [System.IO.Path]::Combine($Lab.Path, 'before.xml')
        if ([System.IO.File]::Exists($file)) { $Lab.Before = Read-LabFile $file } else { $Lab.Before = @{} }
    }
    return $Lab.Before
}

# Runs a change under the world's lock on fresh values and writes what it touched; nothing is written if it throws.
function Edit-LabWorld($Lab, [scriptblock]$Change) {
    if ($Lab.Locked) { & $Change; return }
    $stream = Lock-LabWorld $Lab.Path
    try {
        $Lab.Shared = Read-LabFile ([System.IO.Path]::Combine($Lab.Path, 'world.xml'))
        $Lab.Servers = @{}
        $Lab.Dirty = @{}
        $Lab.Before = $null
        $Lab.Locked = $true
        & $Change
        Save-LabWorld $Lab
    } finally {
        $Lab.Locked = $false
        $stream.Dispose()
    }
}

function Save-LabWorld($Lab) {
    foreach ($file in @($Lab.Dirty.Keys)) {
        if ($file -ne '') { Write-LabFile (Get-LabServerFile $Lab $file) $Lab.Servers[$file] }
    }
    if ($null -ne $Lab.Before) { Write-LabFile ([System.IO.Path]::Combine($Lab.Path, 'before.xml')) $Lab.Before }
    Write-LabFile ([System.IO.Path]::Combine($Lab.Path, 'world.xml')) $Lab.Shared
}
