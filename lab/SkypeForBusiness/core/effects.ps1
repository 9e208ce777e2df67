# Bookkeeping of the lab itself: who called what with an effect, and the event log of each server.

# One line when a cmdlet with an effect begins, one when it has ended; written at once, never rewritten.
function Write-LabCall($Lab, [string]$Cmdlet, [string]$Mark) {
    $at = $Lab.Shared['now'].ToString('yyyy-MM-ddTHH:mm:ssZ', [cultureinfo]::InvariantCulture)
    Add-LabLine ([System.IO.Path]::Combine($Lab.Path, 'calls.log')) "$at`t$($Lab.Server)`t$Cmdlet`t$Mark"
}

# Time, source, id, level, text; tab-separated, one line per event, appended only.
function Add-LabEventLine([string]$Folder, [string]$Fqdn, [datetime]$At, $Event) {
    $time = $At.ToString('yyyy-MM-ddTHH:mm:ssZ', [cultureinfo]::InvariantCulture)
    Add-LabLine ([System.IO.Path]::Combine($Folder, "events-$Fqdn.log")) "$time`t$($Event['source'])`t$($Event['id'])`t$($Event['level'])`t$($Event['text'])"
}

# The HTML log a deployment cmdlet leaves where -Report says (sfb-facts 2); nothing when the folder does not exist.
function Write-LabReport($Lab, [string]$Report, [string]$Cmdlet) {
    if ($Report -eq '') { return }
    $folder = [System.IO.Path]::GetDirectoryName([System.IO.Path]::GetFullPath($Report))
    if (-not [System.IO.Directory]::Exists($folder)) { return }
    [System.IO.File]::WriteAllText($Report, "<html><body><h1>$Cmdlet</h1><p>$($Lab.Server)</p></body></html>")
}
