# Faults: one file each, giving @{ Name; Title; Expect; Apply [; Now; Heal] }. A fault stays in the world until it is
# healed. What it changes is recorded field by field, so that healing puts back exactly what was there.

function Read-LabFault([string]$Name) {
    $path = [System.IO.Path]::Combine($script:LabRoot, 'faults', "$Name.ps1")
    $known = @(Get-LabFaultName)
    if ($known -notcontains $Name) { throw "There is no lab fault '$Name'; choose one of $($known -join ', ')." }
    return & $path
}

function Get-LabFaultName {
    foreach ($file in @([System.IO.Directory]::GetFiles([System.IO.Path]::Combine($script:LabRoot, 'faults'), '*.ps1') | Sort-LabText)) {
        [System.IO.Path]::GetFileNameWithoutExtension($file)
    }
}

# Every fault there is: name, title, whether it is on, and what the witnesses say then.
function Get-LabFault {
    param([string]$World, [string]$Name)
    $active = @{}
    if ($World -ne '') { $active = (Open-LabWorld $World).Shared['faults'] }
    foreach ($one in @(Get-LabFaultName)) {
        if ($Name -ne '' -and $one -ne $Name) { continue }
        $fault = Read-LabFault $one
        [pscustomobject][ordered]@{ Name = $one; Active = $active.ContainsKey($one); Title = $fault.Title; Trap = $null -ne $fault.Now; Expect = $fault.Expect }
    }
}

# Switches a fault on. A trap waits for its cmdlet; -Now makes that happen at once and gives the cmdlet's messages.
# -Option is the fault's own choice (a cmdlet, a server, a module); its title says which.
function Set-LabFault {
    param([Parameter(Mandatory = $true)][string]$World, [Parameter(Mandatory = $true)][string]$Name, [switch]$Now, [string]$Option)
    $fault = Read-LabFault $Name
    $lab = Open-LabWorld $World
    Edit-LabWorld $lab {
        if ($lab.Shared['faults'].ContainsKey($Name)) { return }
        $chosen = $Option
        if ($chosen -eq '') { $chosen = [string]$fault.Option }
        $lab.Shared['faults'][$Name] = @{ option = $chosen; order = (Get-LabNextOrder $lab) }
        (Get-LabBefore $lab)[$Name] = [System.Collections.ArrayList]@()
        if ($null -eq $fault.Apply) { return }
        $lab.Recorder = $Name
        try { & $fault.Apply $lab $chosen } finally { $lab.Recorder = $null }
    }
    if ($Now -and $null -ne $fault.Now) { Invoke-LabTrap $World $Name $fault.Now }
}

# Runs the trapped cmdlet the way a person would, and gives what it said.
function Invoke-LabTrap([string]$World, [string]$Name, [scriptblock]$Script) {
    $place = $global:SfbLab
    try {
        $global:SfbLab = @{ World = $World; Server = 'fe2.domain.local'; Recorder = $Name; Console = $true }
        & $Script 2>&1 3>&1 | ForEach-Object -Process { [string]$_ }
    } finally { $global:SfbLab = $place }
}

# Switches a fault off and puts back every field it changed, also when another fault has changed the field since.
function Clear-LabFault {
    param([Parameter(Mandatory = $true)][string]$World, [Parameter(Mandatory = $true)][string]$Name)
    $fault = Read-LabFault $Name
    $lab = Open-LabWorld $World
    Edit-LabWorld $lab {
        $kept = $lab.Shared['faults'][$Name]
        if ($null -eq $kept) { throw "The lab fault '$Name' is not on in this world." }
        $lab.Shared['faults'].Remove($Name)
        Remove-LabTimeline $lab $Name
        $records = @((Get-LabBefore $lab)[$Name])
        (Get-LabBefore $lab).Remove($Name)
        [array]::Reverse($records)
        foreach ($record in $records) { Restore-LabField $lab $record $kept['order'] }
        if ($null -ne $fault.Heal) { & $fault.Heal $lab }
    }
}

# A later fault that changed the same field must put back what this one found, not what this one made.
function Restore-LabField($Lab, $Record, [int]$Order) {
    $later = @($Lab.Shared['faults'].Keys | Where-Object -FilterScript { $Lab.Shared['faults'][$_]['order'] -gt $Order })
    foreach ($name in (Get-LabByOrder $Lab $later)) {
        foreach ($one in (Get-LabBefore $Lab)[$name]) {
            if ($one['path'] -ne $Record['path']) { continue }
            $one['value'] = $Record['value']
            $one['existed'] = $Record['existed']
            return
        }
    }
    Set-LabValue $Lab $Record['path'] $Record['value']
    if (-not $Record['existed']) {
        $place = Resolve-LabPath $Lab $Record['path']
        $place.Table.Remove($place.Key)
    }
}

function Get-LabNextOrder($Lab) {
    $highest = -1
    foreach ($fault in @($Lab.Shared['faults'].Values)) { if ($fault['order'] -gt $highest) { $highest = $fault['order'] } }
    return $highest + 1
}

# Names of faults, the one switched on first first.
function Get-LabByOrder($Lab, [string[]]$Names) {
    $sorted = [System.Collections.Generic.SortedDictionary[int, string]]::new()
    foreach ($name in $Names) { $sorted[$Lab.Shared['faults'][$name]['order']] = $name }
    return @($sorted.Values)
}

function Remove-LabTimeline($Lab, [string]$Fault) {
    $kept = [System.Collections.ArrayList]@()
    foreach ($entry in $Lab.Shared['timeline']) { if ($entry['fault'] -ne $Fault) { [void]$kept.Add($entry) } }
    $Lab.Shared['timeline'] = $kept
}
