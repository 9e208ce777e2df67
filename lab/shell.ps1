# The PowerShell half of shell.ts: takes one base64 JSON request, answers one line "LAB1 <id> <base64 JSON>".
# Arguments are data all the way: names and values are splatted, nothing becomes script text.
Import-Module ([System.IO.Path]::Combine($env:SFB_LAB_ROOT, 'SkypeForBusiness', 'SkypeForBusiness.psd1')) -DisableNameChecking
Import-Module ([System.IO.Path]::Combine($env:SFB_LAB_ROOT, 'SfbProbes.psm1'))

function ConvertTo-LabJson($Value, [int]$Depth = 0) {
    if ($null -eq $Value) { return 'null' }
    $base = $Value.psobject.BaseObject
    if ($base -is [bool]) { return $base.ToString().ToLowerInvariant() }
    if ($base -is [datetime]) { return ConvertTo-LabJson $base.ToUniversalTime().ToString('o') }
    if ($base -is [byte] -or $base -is [int16] -or $base -is [uint16] -or $base -is [int] -or $base -is [long] -or $base -is [double]) {
        return $base.ToString([cultureinfo]::InvariantCulture)
    }
    if ($base -is [System.Collections.IDictionary]) {
        $pairs = foreach ($key in $base.Keys) { "$(ConvertTo-LabJson ([string]$key)):$(ConvertTo-LabJson $base[$key] ($Depth + 1))" }
        return '{' + ($pairs -join ',') + '}'
    }
    if ($base -is [byte[]]) { return ConvertTo-LabJson ([System.Convert]::ToBase64String($base)) }
    if ($base -isnot [string] -and $base -is [System.Collections.IEnumerable]) {
        $items = foreach ($item in $base) { ConvertTo-LabJson $item ($Depth + 1) }
        return '[' + ($items -join ',') + ']'
    }
    $ownText = @($Value.psobject.Members.Match('ToString', 'ScriptMethod')).Count -gt 0
    if ($base -is [System.Management.Automation.PSCustomObject] -and -not $ownText -and $Depth -lt 16) {
        $table = [ordered]@{}
        foreach ($property in $Value.psobject.Properties) { $table[$property.Name] = $property.Value }
        return ConvertTo-LabJson $table ($Depth + 1)
    }
    return '"' + [System.Text.Json.JsonEncodedText]::Encode($Value.ToString()).ToString() + '"'
}

function ConvertTo-LabError($Record) {
    return [ordered]@{
        message = [string]$Record.Exception.Message
        id = [string]$Record.FullyQualifiedErrorId
        category = [string]$Record.CategoryInfo.Category
        exception = [string]$Record.Exception.GetType().FullName
    }
}

function Get-LabTypeName($Value) {
    if ($null -eq $Value) { return 'null' }
    return @($Value.pstypenames)[0]
}

function ConvertTo-LabRow($Value) {
    $row = [ordered]@{ type = (Get-LabTypeName $Value); text = [string]$Value.ToString(); value = $Value; types = [ordered]@{} }
    if ($Value.psobject.BaseObject -is [System.Management.Automation.PSCustomObject]) {
        foreach ($property in $Value.psobject.Properties) { $row.types[$property.Name] = Get-LabTypeName $property.Value }
    }
    return $row
}

function Read-LabArgument($Element) {
    switch ([string]$Element.ValueKind) {
        'True' { return $true }
        'False' { return $false }
        'Number' {
            $whole = 0
            if ($Element.TryGetInt32([ref]$whole)) { return $whole }
            return $Element.GetDouble()
        }
        default { return $Element.GetString() }
    }
}

function Invoke-LabRequest([string]$Encoded) {
    $text = [System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String($Encoded))
    $request = [System.Text.Json.JsonDocument]::Parse($text).RootElement
    $id = $request.GetProperty('id').GetString()
    $answer = [ordered]@{ rows = [System.Collections.ArrayList]@(); errors = [System.Collections.ArrayList]@(); warnings = [System.Collections.ArrayList]@(); verbose = [System.Collections.ArrayList]@() }
    try {
        $arguments = @{}
        foreach ($property in $request.GetProperty('args').EnumerateObject()) { $arguments[$property.Name] = Read-LabArgument $property.Value }
        $server = $request.GetProperty('server').GetString()
        if ($null -ne $server) {
            $global:SfbLab = @{ World = $arguments['World']; Server = $server }
            $arguments.Remove('World')
        }
        $name = $request.GetProperty('function').GetString()
        $command = Get-Command -Name $name -CommandType Function -ErrorAction SilentlyContinue
        if ($null -eq $command) { throw "The lab has no function '$name'." }
        & $command @arguments 2>&1 3>&1 4>&1 | ForEach-Object -Process {
            if ($_ -is [System.Management.Automation.ErrorRecord]) { [void]$answer.errors.Add((ConvertTo-LabError $_)) }
            elseif ($_ -is [System.Management.Automation.WarningRecord]) { [void]$answer.warnings.Add($_.Message) }
            elseif ($_ -is [System.Management.Automation.VerboseRecord]) { [void]$answer.verbose.Add($_.Message) }
            elseif ($null -ne $_) { [void]$answer.rows.Add((ConvertTo-LabRow $_)) }
            else { [void]$answer.rows.Add([ordered]@{ type = 'null'; text = ''; value = $null; types = [ordered]@{} }) }
        }
    } catch { [void]$answer.errors.Add((ConvertTo-LabError $_)) }
    $payload = [System.Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes((ConvertTo-LabJson $answer)))
    [System.Console]::Out.Write("`nLAB1 $id $payload`n")
    [System.Console]::Out.Flush()
}
