# Runs ONE cmdlet where its facts are and turns what comes back into plain values there, because remoting flattens
# nested objects. Sent as text to every place, so: PowerShell 3 syntax, no cmdlet outside the language and Core.
# Puts out what the cmdlet warns of as it comes, and last the answer, which holds everything.
param($Call)

# A pool keeps its threads, and one that is not in the background would keep the agent alive after its stdin has ended.
if ($Call.Here) { [System.Threading.Thread]::CurrentThread.IsBackground = $true }

function ConvertTo-SfbValue($Value) {
    if ($null -eq $Value) { return $null }
    if ($Value -is [enum]) { return $Value.ToString() }
    if ($Value -is [string] -or $Value -is [bool] -or $Value -is [datetime] -or $Value -is [timespan] -or
        $Value -is [byte[]] -or $Value -is [guid]) { return , $Value.psobject.BaseObject }
    if ($Value -is [ValueType]) { return $Value }
    if ($Value -is [System.Collections.IEnumerable]) {
        $list = [System.Collections.ArrayList]@()
        foreach ($item in $Value) { [void]$list.Add((ConvertTo-SfbValue $item)) }
        return , $list
    }
    return $Value.ToString()
}

function ConvertTo-SfbRow($Object, $Fields) {
    if ($Fields -is [string]) { return ConvertTo-SfbValue $Object }
    $row = [ordered]@{}
    foreach ($name in @($Fields.Keys)) {
        $property = $Object.psobject.Properties[$name]
        if ($null -eq $property) { continue }
        $spec = $Fields[$name]
        if ($spec -is [string]) {
            $row[$name] = ConvertTo-SfbValue $property.Value
        } else {
            $list = [System.Collections.ArrayList]@()
            if ($null -ne $property.Value) {
                foreach ($item in $property.Value) { [void]$list.Add((ConvertTo-SfbRow $item $spec)) }
            }
            $row[$name] = $list
        }
    }
    return $row
}

function ConvertTo-SfbError($Record) {
    $exception = ''
    if ($null -ne $Record.Exception) { $exception = $Record.Exception.GetType().FullName }
    return [ordered]@{
        message = [string]$Record.ToString()
        id = [string]$Record.FullyQualifiedErrorId
        category = [string]$Record.CategoryInfo.Category
        exception = $exception
    }
}

$answer = [ordered]@{
    rows = [System.Collections.ArrayList]@(); types = [System.Collections.ArrayList]@()
    errors = [System.Collections.ArrayList]@(); warnings = [System.Collections.ArrayList]@()
    verbose = [System.Collections.ArrayList]@(); at = ''; ms = 0.0
}
$watch = [System.Diagnostics.Stopwatch]::StartNew()
try {
    if ($Call.Lab) {
        $global:SfbLab = $Call.Lab
        # No lab call may find a real module by name; every runspace that opens fills this again.
        $env:PSModulePath = ''
    }
    if ($Call.Modules) {
        $global:PSModuleAutoLoadingPreference = 'None'
        Import-Module -Name $Call.Modules -DisableNameChecking
    }
    if ($Call.Probes -and -not (Get-Module -Name SfbProbes)) {
        New-Module -Name SfbProbes -ScriptBlock ([scriptblock]::Create($Call.Probes)) | Import-Module
    }
    $read = $Call.Effect -eq 'read'
    # Preference variables reach module functions only through the global scope.
    $global:WhatIfPreference = $read
    $global:ConfirmPreference = 'None'
    $global:ErrorActionPreference = 'Continue'
    $global:VerbosePreference = 'SilentlyContinue'
    $command = Get-Command -Name $Call.Cmdlet -ErrorAction SilentlyContinue
    if ($null -eq $command) {
        throw [System.Management.Automation.CommandNotFoundException]("The term '$($Call.Cmdlet)' is not recognized as a name of a cmdlet here.")
    }
    $arguments = @{}
    foreach ($key in @($Call.Parameters.Keys)) { $arguments[$key] = $Call.Parameters[$key] }
    if ($command.Parameters.ContainsKey('WhatIf')) {
        if ($read -and $arguments['WhatIf'] -ne $true) {
            throw [System.InvalidOperationException]("$($Call.Cmdlet) can change things and was asked for as a read without -WhatIf; it was not run.")
        }
        if (-not $read) { $arguments['Confirm'] = $false }
    }
    & $command @arguments 2>&1 3>&1 4>&1 | ForEach-Object -Process {
        if ($_ -is [System.Management.Automation.ErrorRecord]) { [void]$answer.errors.Add((ConvertTo-SfbError $_)) }
        elseif ($_ -is [System.Management.Automation.WarningRecord]) {
            [void]$answer.warnings.Add($_.Message)
            @{ sfbStream = 'warnings'; text = $_.Message }
        }
        elseif ($_ -is [System.Management.Automation.VerboseRecord]) {
            [void]$answer.verbose.Add($_.Message)
            @{ sfbStream = 'verbose'; text = $_.Message }
        }
        elseif ($null -ne $_) {
            [void]$answer.rows.Add((ConvertTo-SfbRow $_ $Call.Fields))
            if ($answer.types.Count -lt 20) { [void]$answer.types.Add([string]@($_.psobject.TypeNames)[0]) }
        }
    }
} catch {
    [void]$answer.errors.Add((ConvertTo-SfbError $_))
}
$answer.ms = $watch.Elapsed.TotalMilliseconds
$answer.at = [datetime]::UtcNow.ToString('o', [System.Globalization.CultureInfo]::InvariantCulture)
return $answer
