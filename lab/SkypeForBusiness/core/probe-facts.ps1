# What the probes of SfbProbes.psm1 find besides the CMS: accounts, groups, certificates, shares. Kept under 'probe' in
# the world, one field for each probe, so that a test can break each alone.

# The last part of a group's SID: fixed for the groups of Windows, whatever language names them.
function Get-LabRid([string]$Name) {
    switch ($Name) { 'Domain Admins' { '512' } 'Domänen-Admins' { '512' } 'Domain Users' { '513' } default { '1107' } }
}

function New-LabProbeFacts([datetime]$Now) {
    $groups = @('Domain Users', 'Domain Admins', 'RTCUniversalServerAdmins', 'RTCUniversalReadOnlyAdmins', 'CSAdministrator')
    $facts = @{
        token = @{ jump = $groups; fe1 = $groups; fe2 = $groups }
        # Windows PowerShell as Windows Server 2012 R2 and 2016 bring it (domain-notes 1.6).
        powershell = @{
            jump = @{ version = '5.1.14393.0'; edition = 'Desktop'; language = 'FullLanguage' }
            fe1 = @{ version = '4.0'; edition = ''; language = 'FullLanguage' }
            fe2 = @{ version = '5.1.14393.0'; edition = 'Desktop'; language = 'FullLanguage' }
        }
        localAdmin = @{ fe1 = $true; fe2 = $true }
        sysAdmin = @{ fe1 = $true; fe2 = $true }
        replicatorGroup = @('fe1.domain.local', 'fe2.domain.local')
        certificates = @{}
        freeBytes = [long]64424509440
        shareWritable = $true
    }
    foreach ($short in 'fe1', 'fe2') {
        # The certificate in use, and the one it replaced: an expired one in the store is no fault.
        $facts['certificates'][$short] = @(
            @{ name = "$short.domain.local"; thumbprint = "A1$short"; notAfter = $Now.AddDays(412) }
            @{ name = "$short.domain.local"; thumbprint = "0F$short"; notAfter = $Now.AddDays(-31) }
        )
    }
    return $facts
}

# The folder behind a share, if its server and the share answer. The world's own share folder is always there.
function Resolve-LabShare($Lab, [string]$Share) {
    if ($Share -match '^\\\\([^\\]+)') {
        $short = Get-LabShort $Matches[1]
        if ($Lab.Shared['servers'].ContainsKey($short) -and -not $Lab.Shared['answers'][$short]) { Stop-LabShare $Lab $Share }
    } elseif ($Share -notmatch '^[A-Za-z]:\\') { $Share = [System.IO.Path]::GetFullPath($Share) }
    $path = Resolve-LabFile $Lab $Share
    if (-not $path.StartsWith([System.IO.Path]::Combine($Lab.Path, 'share'), 'Ordinal') -and -not [System.IO.Directory]::Exists($path)) { Stop-LabShare $Lab $Share }
    return $path
}

function Stop-LabShare($Lab, [string]$Share) {
    $text = "$(Get-LabText $Lab 'networkPath') : '$Share'"
    Stop-LabCmdlet $Lab.Cmdlet $text 'System.IO.IOException' 'ReadError' ([System.IO.IOException]::new($text))
}

# How a second hop from this session ends: ok, denied, closed.
function Get-LabHop($Lab, [string]$Hop, [string]$Partner, [string]$Share) {
    if ((Get-LabFaultOption $Lab 'second-hop-denied') -eq $Lab.Me) { return @{ state = 'denied'; detail = (Get-LabText $Lab 'anonymous') } }
    if ($Hop -eq 'sql') {
        $short = Get-LabShort $Partner
        if ($Lab.Shared['sqlOpen'][$short] -and (Test-LabSql $Lab $short 'rtc')) { return @{ state = 'ok'; detail = 'DOMAIN\svc-sfb' } }
        return @{ state = 'closed'; detail = (Get-LabText $Lab 'sqlClosed') }
    }
    if ($Hop -eq 'share') {
        try { [void](Resolve-LabShare $Lab $Share) } catch { return @{ state = 'closed'; detail = [string]$_.Exception.Message } }
        if (-not $Lab.Shared['probe']['shareWritable']) { return @{ state = 'denied'; detail = (Get-LabText $Lab 'accessDenied') } }
    }
    return @{ state = 'ok'; detail = '' }
}
