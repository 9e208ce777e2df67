# sfb-facts 3.3: the CMS connection of THIS session. SqlServer is an Fqdn object; the text of Connection is INVENTED.
function Get-CsManagementConnection {
    [CmdletBinding(PositionalBinding = $false)]
    param()
    $lab = Open-LabCall $PSCmdlet
    $connection = Get-LabConnection $lab
    New-LabObject 'Microsoft.Rtc.Management.Xds.ManagementConnection' ([ordered]@{
        StoreProvider = 'Sql'
        Connection = "Data Source=$($connection['SqlServer'])\$($connection['SqlInstance']);Initial Catalog=xds;Integrated Security=True"
        ReadOnly = $false
        SqlServer = New-LabFqdn $connection['SqlServer']
        SqlInstance = $connection['SqlInstance']
        MirrorSqlServer = $null
        MirrorSqlInstance = $null
    })
}
