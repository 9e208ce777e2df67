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
