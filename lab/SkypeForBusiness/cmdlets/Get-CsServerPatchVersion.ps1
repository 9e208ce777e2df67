# sfb-facts 3.21: came with the update of November 2015, so a server without it does not know the name at all.
function Get-CsServerPatchVersion {
    [CmdletBinding(PositionalBinding = $false)]
    param([string]$Report)
    $lab = Open-LabCall $PSCmdlet
    if (-not $lab.Shared['patchCmdlet']) {
        $message = "The term 'Get-CsServerPatchVersion' is not recognized as the name of a cmdlet, function, script file, or operable program. Check the spelling of the name, or if a path was included, verify that the path is correct and try again."
        Stop-LabCmdlet $PSCmdlet $message 'CommandNotFoundException' 'ObjectNotFound' ([System.Management.Automation.CommandNotFoundException]::new($message))
    }
    $server = Get-LabServer $lab $lab.Me
    if ($null -eq $server['binaries']) { return }
    # Documented as System.Object; the property names are INVENTED (UNVERIFIED).
    foreach ($component in 'Core Components', 'Web Components Server', 'Server') {
        New-LabObject 'System.Object' ([ordered]@{ ComponentName = "Skype for Business Server 2015, $component"; Version = $server['binaries'] })
    }
    if ($Report -ne '') { Write-LabReport $lab $Report 0 }
}
