# The world in lines of text, for people at the command line.

function Show-LabWorld {
    param([Parameter(Mandatory = $true)][string]$World)
    $lab = Open-LabWorld $World
    $shared = $lab.Shared
    $at = $shared['now'].ToString('yyyy-MM-dd HH:mm:ss', [cultureinfo]::InvariantCulture)
    "lab world in ${World}: profile $($shared['profile']), clock $at UTC"
    foreach ($short in 'fe1', 'fe2') { Show-LabFrontEnd $lab $short }
    "SCP: $(@(foreach ($dc in 'dc1', 'dc2') { "$dc $($shared['scp'][$dc])" }) -join ', ')"
    "connection: $($shared['connection']['SqlServer']); Get-CsService active: $(Get-LabNames $shared['services']['centralManagementActive']); topology active: $(Get-LabNames $shared['topology']['active'])"
    $status = $shared['runtime']['storeStatus']
    if ($null -eq $status) { 'runtime: silent' } else { "runtime: master $(Get-LabWord $status['ActiveMasterFqdn']), file transfer agent $(Get-LabWord $status['ActiveFileTransferAgentFqdn'])" }
    $replicas = $shared['runtime']['replicas']
    if ($null -eq $replicas) { 'replicas: silent' }
    else { "replicas: $(@(foreach ($key in @($replicas.Keys)) { "$key $($replicas[$key]['UpToDate'])" }) -join ', ')" }
    "edge next hop: $($shared['services']['edgeRegistrar']['edgepool'])"
    "faults: $(Get-LabNames @($shared['faults'].Keys))"
    foreach ($entry in $shared['timeline']) { "due in $([int]($entry['at'] - $shared['now']).TotalSeconds) s: $($entry['path'])" }
}

function Show-LabFrontEnd($Lab, [string]$Short) {
    $server = Get-LabServer $Lab $Short
    $stopped = @(foreach ($name in @($server['services'].Keys)) { if ($server['services'][$name]['status'] -ne 'Running') { $name } })
    $answers = ''
    if (-not $Lab.Shared['answers'][$Short]) { $answers = ' (does not answer)' }
    "${Short}${answers}: xds CurrentState $($server['xds']['CurrentState']), RTCLOCAL active $(Get-LabNames $server['rtclocal']['active']), pool $($Lab.Shared['poolState'][$Short]), stopped services: $(Get-LabNames $stopped)"
}

function Get-LabWord($Value) {
    if ($null -eq $Value -or $Value -eq '') { return '(blank)' }
    return $Value
}

function Get-LabNames($Names) {
    $names = @($Names)
    if ($names.Count -eq 0) { return 'none' }
    return $names -join ', '
}

# Every field of the world as sorted lines 'path = value'; equal dumps are equal worlds. The clock is left out.
function Get-LabDump {
    param([Parameter(Mandatory = $true)][string]$World)
    $lab = Open-LabWorld $World
    $lines = [System.Collections.Generic.List[string]]::new()
    $shared = Copy-LabValue $lab.Shared
    $shared.Remove('now')
    Add-LabDump $lines 'world' $shared
    foreach ($short in @($lab.Shared['servers'].Keys)) { Add-LabDump $lines $short (Get-LabServer $lab $short) }
    $lines.Sort([System.StringComparer]::Ordinal)
    return $lines
}

function Add-LabDump($Lines, [string]$Path, $Value) {
    if ($Value -is [System.Collections.IDictionary]) {
        if ($Value.Count -eq 0) { $Lines.Add("$Path = {}") }
        foreach ($key in @($Value.Keys)) { Add-LabDump $Lines "$Path.$key" $Value[$key] }
    } elseif ($Value -is [System.Collections.IList]) {
        if ($Value.Count -eq 0) { $Lines.Add("$Path = []") }
        for ($i = 0; $i -lt $Value.Count; $i++) { Add-LabDump $Lines "$Path[$i]" $Value[$i] }
    } elseif ($null -eq $Value) { $Lines.Add("$Path = (empty)") }
    elseif ($Value -is [datetime]) { $Lines.Add("$Path = $($Value.ToString('o'))") }
    else { $Lines.Add("$Path = $Value") }
}
