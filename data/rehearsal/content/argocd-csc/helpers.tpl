{{- define "csc.name" -}}
{{ default .Chart.Name .Values.name | trunc 63 }}
{{- end -}}
