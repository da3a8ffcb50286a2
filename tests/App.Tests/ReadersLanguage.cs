using System.Globalization;
using System.Runtime.CompilerServices;

namespace Rectify.Workflow.App.Tests;

/// <summary>What is told to a reader is told in the reader's language: here that is Chinese, whatever the machine's.</summary>
internal static class ReadersLanguage
{
    [ModuleInitializer]
    internal static void Choose() => CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.GetCultureInfo("zh-CN");
}
