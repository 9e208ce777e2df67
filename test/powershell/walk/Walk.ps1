# Reads scripts with the engine's own parser and says what Windows PowerShell (or PowerShell 3) would not run, one line
# a finding: "<file>:<line>: <what>". Arguments: the file of permitted names, then for each script "<level>=<path>",
# level 3 or 5.
param([string]$Permitted)

$names = & $Permitted
$scripts = foreach ($argument in $args) {
    $level, $path = $argument.Split([char[]]'=', 2)
    $tokens = $null
    $errors = $null
    $ast = [System.Management.Automation.Language.Parser]::ParseFile($path, [ref]$tokens, [ref]$errors)
    [pscustomobject]@{ Level = [int]$level; Path = $path; Ast = $ast; Tokens = $tokens; Errors = $errors }
}
$everything = { $true }
$own = @($scripts | ForEach-Object -Process { $_.Ast.FindAll({ $args[0] -is [System.Management.Automation.Language.FunctionDefinitionAst] }, $true) } | ForEach-Object -Process { $_.Name })

function Out-Finding($Script, $Extent, [string]$What) {
    [System.Console]::Out.WriteLine("$([System.IO.Path]::GetFileName($Script.Path)):$($Extent.StartLineNumber): $What")
}

function Test-Token($Script, $Token) {
    $kind = [string]$Token.Kind
    if ($names.TokensOf7 -contains $kind) { Out-Finding $Script $Token.Extent "$kind is PowerShell 7 syntax" }
    if ($kind -eq 'Number' -and $Token.Text -match '^0b|[nuy]$|u[lsy]$|[0-9]s$') { Out-Finding $Script $Token.Extent "$($Token.Text) is a PowerShell 7 number" }
    if ($Token -is [System.Management.Automation.Language.StringExpandableToken] -and $Token.Text -cmatch '`e|`u\{') { Out-Finding $Script $Token.Extent 'an escape of PowerShell 7' }
    if ($kind -match '^(Variable|SplattedVariable)$' -and $names.VariablesOf7 -contains $Token.Name) { Out-Finding $Script $Token.Extent "`$$($Token.Name) is a PowerShell 7 variable" }
}

function Test-Syntax($Script, $Node) {
    $kind = $Node.GetType().Name
    if ($names.NodesOf7 -contains $kind) { Out-Finding $Script $Node.Extent "$kind is PowerShell 7 syntax" }
    if ($names.NodesRefused -contains $kind) { Out-Finding $Script $Node.Extent "$kind is not used here" }
    if ($kind -eq 'ScriptBlockAst' -and $Node.CleanBlock) { Out-Finding $Script $Node.Extent 'a clean block is PowerShell 7 syntax' }
    if ($kind -eq 'PipelineAst' -and $Node.Background) { Out-Finding $Script $Node.Extent 'a background pipeline is PowerShell 7 syntax' }
    if ($kind -eq 'BinaryExpressionAst' -and [string]$Node.Operator -match 'replace' -and $Node.Right.Extent.Text -match '\{') { Out-Finding $Script $Node.Extent '-replace with a script block is PowerShell 7 syntax' }
    if ($Script.Level -ge 5) { return }
    if ($names.NodesOf5 -contains $kind) { Out-Finding $Script $Node.Extent "$kind is PowerShell 5 syntax" }
    if ($kind -match 'RedirectionAst$' -and [string]$Node.FromStream -eq 'Information') { Out-Finding $Script $Node.Extent 'stream 6 came with PowerShell 5' }
}

function Test-Command($Script, $Node) {
    $name = $Node.GetCommandName()
    $text = $Node.CommandElements[0].Extent.Text
    if ($null -eq $name) {
        if ($names.Dynamic -notcontains $text) { Out-Finding $Script $Node.Extent "calls $text, which nobody can know" }
    } elseif ($names.CommandsOf5 -contains $name) {
        if ($Script.Level -lt 5) { Out-Finding $Script $Node.Extent "the command $name came with PowerShell 5" }
    } elseif ($own -notcontains $name -and $names.Commands -notcontains $name) { Out-Finding $Script $Node.Extent "the command $name is not Core and not ours" }
    foreach ($element in $Node.CommandElements) {
        if ($element -isnot [System.Management.Automation.Language.CommandParameterAst]) { continue }
        if ($own -notcontains $name -and $names.Parameters -notcontains $element.ParameterName) { Out-Finding $Script $element.Extent "the parameter -$($element.ParameterName) is not on the list" }
    }
}

function Test-Type($Script, $Extent, $TypeName) {
    $kind = $TypeName.GetType().Name
    if ($kind -eq 'ArrayTypeName') { Test-Type $Script $Extent $TypeName.ElementType; return }
    if ($kind -eq 'GenericTypeName') {
        Test-Type $Script $Extent $TypeName.TypeName
        foreach ($argument in $TypeName.GenericArguments) { Test-Type $Script $Extent $argument }
        return
    }
    if (-not $names.Types.Contains($TypeName.FullName)) { Out-Finding $Script $Extent "the type $($TypeName.FullName) is not on the list" }
}

# A method with its number of arguments: an overload that came later has another number more often than not.
function Test-Member($Script, $Node) {
    if ($Node.Member -isnot [System.Management.Automation.Language.StringConstantExpressionAst]) {
        if ($names.Dynamic -notcontains $Node.Extent.Text) { Out-Finding $Script $Node.Extent 'names a member that nobody can know' }
        return
    }
    $member = $Node.Member.Value
    if ($Node -is [System.Management.Automation.Language.InvokeMemberExpressionAst]) { $member += "/$(@($Node.Arguments | Where-Object -FilterScript { $_ }).Count)" }
    if ($Node.NullConditional) { Out-Finding $Script $Node.Extent '?. is PowerShell 7 syntax' }
    if (-not $Node.Static) {
        if ($names.Members -notcontains $member) { Out-Finding $Script $Node.Extent "the member .$member is not on the list" }
        return
    }
    if ($member -like 'new/*' -and $Script.Level -lt 5) { Out-Finding $Script $Node.Extent '::new() is PowerShell 5 syntax' }
    if ($Node.Expression -isnot [System.Management.Automation.Language.TypeExpressionAst]) { Out-Finding $Script $Node.Extent 'a static member of what nobody can know'; return }
    $type = $Node.Expression.TypeName.FullName
    if ($names.Types[$type] -notcontains $member) { Out-Finding $Script $Node.Extent "$type::$member is not on the list" }
}

foreach ($script in $scripts) {
    foreach ($problem in $script.Errors) { Out-Finding $script $problem.Extent "does not parse: $($problem.Message)" }
    $line = 0
    foreach ($text in [System.IO.File]::ReadAllLines($script.Path)) {
        $line++
        # Without a byte order mark Windows PowerShell reads a file in the machine's own code page.
        if ($text -match '[^\x00-\x7f]') { [System.Console]::Out.WriteLine("$([System.IO.Path]::GetFileName($script.Path)):${line}: is not ASCII") }
    }
    foreach ($token in $script.Tokens) { Test-Token $script $token }
    foreach ($node in $script.Ast.FindAll($everything, $true)) {
        Test-Syntax $script $node
        if ($node -is [System.Management.Automation.Language.CommandAst]) { Test-Command $script $node }
        elseif ($node -is [System.Management.Automation.Language.TypeExpressionAst] -or $node -is [System.Management.Automation.Language.TypeConstraintAst]) { Test-Type $script $node.Extent $node.TypeName }
        elseif ($node -is [System.Management.Automation.Language.MemberExpressionAst]) { Test-Member $script $node }
        elseif ($node -is [System.Management.Automation.Language.AttributeAst] -and $names.Attributes -notcontains $node.TypeName.FullName) { Out-Finding $script $node.Extent "the attribute $($node.TypeName.FullName) is not on the list" }
    }
}
[System.Console]::Out.WriteLine('walked ' + @($scripts).Count)
