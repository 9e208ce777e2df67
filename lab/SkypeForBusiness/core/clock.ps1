# Virtual time: stored in the world, moved only by Step-LabClock and by a cmdlet's own duration. What takes effect
# later is a line of the timeline, applied in order while the clock passes it.

# At the given moment the field gets the value. A new line for the same field replaces an older one. $When names the
# status of a service that has to run for it: while it does not, the line waits.
function Add-LabLater($Lab, [double]$Minutes, [string]$Path, $Value, [string]$When = '') {
    $kept = [System.Collections.ArrayList]@()
    foreach ($entry in $Lab.Shared['timeline']) { if ($entry['path'] -ne $Path) { [void]$kept.Add($entry) } }
    [void]$kept.Add(@{ at = $Lab.Shared['now'].AddMinutes($Minutes); path = $Path; value = $Value; fault = $Lab.Recorder; when = $When })
    $Lab.Shared['timeline'] = $kept
}

# The value '@at' stands for the moment the line is applied.
function Move-LabClock($Lab, [double]$Minutes) {
    $until = $Lab.Shared['now'].AddMinutes($Minutes)
    while ($true) {
        $due = $null
        foreach ($entry in $Lab.Shared['timeline']) {
            if ($entry['at'] -le $until -and ($null -eq $due -or $entry['at'] -lt $due['at'])) { $due = $entry }
        }
        if ($null -eq $due) { break }
        if ($due['when'] -ne '' -and (Get-LabValue $Lab $due['when']) -ne 'Running') { $due['at'] = $due['at'].AddMinutes(1); continue }
        $Lab.Shared['timeline'].Remove($due)
        $value = $due['value']
        if ($value -is [string] -and $value -eq '@at') { $value = $due['at'] }
        $recorder = $Lab.Recorder
        if ($null -ne $due['fault'] -and $Lab.Shared['faults'].ContainsKey($due['fault'])) { $Lab.Recorder = $due['fault'] }
        try { Set-LabValue $Lab $due['path'] $value } finally { $Lab.Recorder = $recorder }
    }
    $Lab.Shared['now'] = $until
}

# A time kept as whole seconds before now (a living heartbeat), as a fixed moment (a stopped one), or not at all.
function Get-LabMoment($Lab, $Kept) {
    if ($Kept -is [int]) { return $Lab.Shared['now'].AddSeconds(-$Kept) }
    return $Kept
}
