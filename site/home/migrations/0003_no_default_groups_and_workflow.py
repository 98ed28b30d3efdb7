"""Take away the groups and the workflow that Wagtail brings: ours have their own names and duties (domain.md 4.7)."""

from django.db import migrations


def remove(apps, schema_editor):
    for model in ("WorkflowPage", "WorkflowTask", "Workflow", "GroupApprovalTask", "Task"):
        apps.get_model("wagtailcore", model).objects.all().delete()
    apps.get_model("auth", "Group").objects.filter(name__in=("Moderators", "Editors")).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0002_doors_of_the_front_page"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]

    operations = [migrations.RunPython(remove, migrations.RunPython.noop)]
